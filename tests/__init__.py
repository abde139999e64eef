"""The tests: by the doors where they can, on the real PostgreSQL as the application's own role."""
