"""The wire: files that customers send, templates, draft orders, where customers came from, what paces sends."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Plain SQL straight to the driver: ``op.execute`` would read ``:name`` as a parameter of its own."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(Path(__file__).with_suffix(".sql").read_text())
