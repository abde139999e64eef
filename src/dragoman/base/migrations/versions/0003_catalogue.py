"""The catalogue: counted stock, pictures, brands."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Plain SQL straight to the driver: ``op.execute`` would read ``:name`` as a parameter of its own."""
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(Path(__file__).with_suffix(".sql").read_text())
