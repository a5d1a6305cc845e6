"""Plain frozen values: what the layers hand to each other. No I/O, nothing that can fail at import."""
