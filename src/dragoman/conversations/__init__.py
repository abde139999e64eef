"""Contacts, conversations and their messages."""
