"""What a shop sells, and finding it."""
