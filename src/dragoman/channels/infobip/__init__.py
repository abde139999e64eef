"""WhatsApp through Infobip: reading its webhooks, speaking its HTTP."""
