"""One reader a language: from its syntax tree to the program of `ir.py`."""
