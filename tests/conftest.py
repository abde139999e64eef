"""Fixtures for every shelf of tests."""

from collections.abc import AsyncIterator, Iterator

import pydantic_ai.models
import pytest
from hypothesis import HealthCheck, settings

from dragoman.base.db import Database, DatabaseUrls
from tests.support.server import TestServer, test_server

pydantic_ai.models.ALLOW_MODEL_REQUESTS = False  # no test may ask a real model, whatever keys are around


# On a loaded machine drawing alone may take seconds, which says nothing about what is tested.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def server() -> Iterator[TestServer]:
    """A PostgreSQL for the whole run, with a migrated template."""
    with test_server() as running:
        yield running


@pytest.fixture
def urls(server: TestServer) -> Iterator[DatabaseUrls]:
    """An empty, migrated database of the test's own."""
    name, own = server.clone()
    yield own
    server.drop(name)


@pytest.fixture
async def database(urls: DatabaseUrls) -> AsyncIterator[Database]:
    """The test's database, opened as the application's own role."""
    async with Database(urls, pool_size=4) as opened:
        yield opened
