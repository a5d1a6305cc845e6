"""One file per output format; each has `render(material) -> str`."""
