"""The terminal: commands, reports, and where everything is put together for them."""
