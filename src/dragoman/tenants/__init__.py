"""Shops: who they are, which number belongs to which, and the files that declare them."""
