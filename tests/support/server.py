"""One PostgreSQL for the whole test run, one database for each test, cloned from a migrated template."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import psycopg

from dragoman.base.db import APP_ROLE, OWNER_ROLE, DatabaseUrls
from dragoman.base.embedded import start_embedded
from dragoman.base.migrate import migrate

_TEMPLATE = "dragoman_template"


@dataclass(frozen=True)
class TestServer:
    """A running server: who may make databases in it, and the URLs of the migrated template."""

    __test__ = False

    admin_url: str
    template: DatabaseUrls
    template_name: str

    def clone(self) -> tuple[str, DatabaseUrls]:
        """A new database like the template: its name and its URLs."""
        name = f"t_{uuid4().hex[:12]}"
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {self.template_name} OWNER {OWNER_ROLE}")
        return name, urls_of(self.template, self.template_name, name)

    def admin_url_of(self, name: str) -> str:
        """The URL of another database of this server, for whoever sees through the walls."""
        place, _, options = self.admin_url.partition("?")
        return f"{place.rpartition('/')[0]}/{name}?{options}"

    def drop(self, name: str) -> None:
        """Drops a clone, whoever is still connected."""
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def urls_of(urls: DatabaseUrls, old: str, new: str) -> DatabaseUrls:
    """The same server and roles, another database."""

    def moved(url: str | None) -> str:
        return (url or "").replace(f"@/{old}?", f"@/{new}?")

    return replace(urls, app=moved(urls.app), owner=moved(urls.owner), backup=moved(urls.backup))


@contextmanager
def test_server() -> Iterator[TestServer]:
    """The server of this run: an embedded one, or the one that DRAGOMAN_TEST_DATABASE_URL administers."""
    external = os.environ.get("DRAGOMAN_TEST_DATABASE_URL")
    if external:
        yield _external(external)
        return
    home = Path(tempfile.mkdtemp(prefix="dragoman-tests-", dir="/var/tmp"))
    home.chmod(0o755)
    server = start_embedded(home)
    try:
        migrate(server.urls)
        yield TestServer(server.admin_url, server.urls, "dragoman")
    finally:
        server.release()
        shutil.rmtree(home, ignore_errors=True)


test_server.__test__ = False  # type: ignore[attr-defined]


def _external(admin_url: str) -> TestServer:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for role in (OWNER_ROLE, APP_ROLE):
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                admin.execute(f"CREATE ROLE {role} LOGIN")
        admin.execute(f"DROP DATABASE IF EXISTS {_TEMPLATE} WITH (FORCE)")
        admin.execute(
            f"CREATE DATABASE {_TEMPLATE} OWNER {OWNER_ROLE} TEMPLATE template0 ENCODING 'UTF8' "
            "LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
    place = admin_url.split("@", 1)[1]
    host = place.partition("?")[2]
    urls = DatabaseUrls(
        app=f"postgresql://{APP_ROLE}@/{_TEMPLATE}?{host}",
        owner=f"postgresql://{OWNER_ROLE}@/{_TEMPLATE}?{host}",
    )
    migrate(urls)
    return TestServer(admin_url, urls, _TEMPLATE)
