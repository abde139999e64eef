"""A stand-in for Infobip over real HTTP, for laptops and tests."""
