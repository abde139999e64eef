"""Taking an order in conversation: the cart, the shop's questions, the quote, the yes, the number."""
