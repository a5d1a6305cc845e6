"""Which files a back-end architect reads, and what they are written in (product.md, P14 and P16)."""

from posixpath import basename, splitext

_BY_SUFFIX = {
    ".py": "python",
    ".pyi": "python",
    ".js": "javascript",
    ".cjs": "javascript",
    ".mjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".cts": "typescript",
    ".mts": "typescript",
    ".tsx": "tsx",
    ".go": "go",
    ".java": "java",
    ".rs": "rust",
    ".sql": "sql",
    ".yml": "yaml",
    ".yaml": "yaml",
    ".dockerfile": "dockerfile",
}
_BY_NAME = {"dockerfile": "dockerfile", "containerfile": "dockerfile"}
LANGUAGES = frozenset(_BY_SUFFIX.values())


def language_of(path: str) -> str | None:
    """Name the language of a path, or None for a file that is not reviewed."""
    name = basename(path).lower()
    stem = name.split(".", 1)[0]
    if stem in _BY_NAME and not name.endswith((".md", ".txt", ".dockerignore")):
        return _BY_NAME[stem]
    return _BY_SUFFIX.get(splitext(name)[1])
