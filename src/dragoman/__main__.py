"""``python -m dragoman`` is the same as the ``dragoman`` command."""

from dragoman.command import main

if __name__ == "__main__":
    main()
