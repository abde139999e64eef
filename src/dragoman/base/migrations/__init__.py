"""The schema, as forward-only Alembic revisions written in SQL."""
