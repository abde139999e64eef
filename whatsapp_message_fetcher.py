"""The front door under its old name: ``python whatsapp_message_fetcher.py`` serves, and so does
``uvicorn whatsapp_message_fetcher:app``. What it starts is put together in ``dragoman.app``.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this outside of the project's own Python
    sys.exit("Dragoman needs Python 3.11 or newer")
try:
    from dragoman.app.web import create_app
    from dragoman.base.errors import DragomanError
    from dragoman.command import main
except ModuleNotFoundError as missing:
    sys.exit(
        f"{missing.name} is not installed for {sys.executable}; run: make run "
        "(or, after it, .venv/bin/python whatsapp_message_fetcher.py)"
    )

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
else:
    try:
        app = create_app(find_port=True)  # the port is the server's affair, such as uvicorn's --port
    except DragomanError as error:
        sys.exit(f"Error: {error}")
