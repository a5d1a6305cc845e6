"""archlsp: a language server that reviews recently changed back-end code as an architect would."""

__version__ = "0.1.0"
