"""What several tests stand on: a database of their own, and builders that state only what matters."""
