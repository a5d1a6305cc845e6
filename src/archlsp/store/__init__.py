"""What is remembered between runs: the ledger, an SQLite file in the user's state directory."""
