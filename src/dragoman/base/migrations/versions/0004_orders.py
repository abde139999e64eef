"""Orders: quotes, numbers, customers' details, the life of an order."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Plain SQL straight to the driver: ``op.execute`` would read ``:name`` as a parameter of its own."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(Path(__file__).with_suffix(".sql").read_text())
