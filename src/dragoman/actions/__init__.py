"""What a person has been asked to do."""
