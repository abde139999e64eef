"""A phone in the browser, to try a shop without WhatsApp."""
