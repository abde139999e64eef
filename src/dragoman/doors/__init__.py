"""How the world gets in. Nothing here decides."""
