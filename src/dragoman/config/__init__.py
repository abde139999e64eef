"""Settings: read once, frozen, then handed down as plain values."""
