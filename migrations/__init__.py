"""The ledger's schema, one Alembic revision a step."""
