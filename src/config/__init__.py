"""Settings under the name of the system that Dragoman replaces; see dragoman.config.settings."""
