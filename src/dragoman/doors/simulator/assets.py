"""The page's static files: read once, served with a hash in the address so that browsers may keep them."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "jpg": "image/jpeg",
    "ogg": "audio/ogg",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file's bytes, content type and the hash that stands in its address."""

    body: bytes
    content_type: str
    version: str


def load_assets() -> dict[str, Asset]:
    """Every file below ``static``, by its path there."""
    return dict(_read(files("dragoman.doors.simulator") / "static", ""))


def serve_asset(asset: Asset, request: Request) -> Response:
    """The file: kept for a year when asked for by its present hash, else checked again at each use."""
    fixed = request.query_params.get("v") == asset.version
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if fixed else "no-cache",
        "ETag": f'"{asset.version}"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(asset.body, media_type=asset.content_type, headers=headers)


def _read(folder: Traversable, prefix: str) -> list[tuple[str, Asset]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _read(entry, f"{prefix}{entry.name}/")
        elif (kind := _TYPES.get(entry.name.rpartition(".")[2])) is not None:
            body = entry.read_bytes()
            version = hashlib.sha256(body).hexdigest()[:12]
            found.append((prefix + entry.name, Asset(body, kind, version)))
    return found
