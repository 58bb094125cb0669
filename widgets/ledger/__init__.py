"""The ledger: Postgres, the truth. Sheets and tallies change in one transaction; nothing else speaks SQL."""
