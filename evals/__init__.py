"""Whether an agent sells well: scripted customers by the webhook, judged by what is in the database afterwards."""
