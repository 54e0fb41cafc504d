"""An older ledger, or an empty database -> one of this program's schema, by Alembic."""
