"""One running application for each module of journeys."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.support.running import Dragoman, running_dragoman
from tests.support.server import TestServer


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def dragoman(server: TestServer, request: pytest.FixtureRequest) -> AsyncIterator[Dragoman]:
    """The application under the settings that the module names in ``SETTINGS``, if it does."""
    async with running_dragoman(server, getattr(request.module, "SETTINGS", {})) as running:
        yield running
