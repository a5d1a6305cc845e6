"""Data flow: what the values of a file are and where they go, for rules that patterns cannot say."""
