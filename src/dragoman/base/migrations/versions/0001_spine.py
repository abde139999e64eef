"""The spine: shops, conversations, messages, turns, their walls, and the work engine."""

from pathlib import Path

from alembic import op
from procrastinate.schema import SchemaManager

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Plain SQL straight to the driver: ``op.execute`` would read ``:name`` as a parameter of its own."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(SchemaManager.get_schema())
    driver.execute(Path(__file__).with_suffix(".sql").read_text())
