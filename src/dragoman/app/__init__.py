"""The composition root: settings in, running pieces out. Nothing else builds what others are handed."""
