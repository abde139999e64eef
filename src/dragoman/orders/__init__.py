"""What customers want to buy: for now drafts, made of the carts that they send."""
