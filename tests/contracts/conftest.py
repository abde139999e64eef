"""What the contracts of tenancy and SQL share: a database where two shops have the same data."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.support.server import TestServer
from tests.support.twins import A, B, move_in

from dragoman.base.db import DatabaseUrls


@dataclass(frozen=True)
class TwinDatabase:
    """A database with both twins in it. ``admin_url`` reads through the walls."""

    urls: DatabaseUrls
    admin_url: str


@pytest.fixture(scope="session")
def twins(server: TestServer) -> Iterator[TwinDatabase]:
    """Shared by all contract tests: leave it as you found it (roll back)."""
    name, urls = server.clone()
    made = TwinDatabase(urls, server.admin_url_of(name))
    move_in(made.admin_url, A)
    move_in(made.admin_url, B)
    yield made
    server.drop(name)
