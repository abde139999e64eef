"""The front door under its old name: ``python whatsapp_message_fetcher.py`` serves, and so does
``uvicorn whatsapp_message_fetcher:app``. What it starts is put together in ``dragoman.app``.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "src"))

from dragoman.app import create_app
from dragoman.command import main

app = create_app()

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
