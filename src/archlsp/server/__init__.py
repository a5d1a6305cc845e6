"""The only rooms that know the Language Server Protocol. Importing this package imports nothing."""
