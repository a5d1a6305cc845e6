"""Completions for shells, made from the table of commands."""
