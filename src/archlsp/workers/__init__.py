"""Processes of our own: how they are started, spoken to, and ended."""
