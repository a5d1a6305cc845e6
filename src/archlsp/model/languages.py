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
    ".tf": "terraform",
    ".json": "json",
    ".graphql": "graphql",
    ".graphqls": "graphql",
    ".gql": "graphql",
    ".proto": "proto",
    ".html": "html",
    ".htm": "html",
    ".jinja": "html",
    ".jinja2": "html",
    ".j2": "html",
    ".ejs": "html",
    ".pug": "html",
    ".mustache": "html",
    ".hbs": "html",
    ".jsp": "html",
    ".xhtml": "html",
    ".sh": "shell",
    ".bash": "shell",
    ".txt": "text",
    ".conf": "text",
    ".cfg": "text",
    ".ini": "text",
    ".env": "text",
    ".properties": "text",
    ".toml": "text",
    ".npmrc": "text",
    ".gradle": "text",
}
_BY_NAME = {
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
}
_PLAIN_PREFIXES = (".env", ".npmrc", ".pypirc", ".netrc")
_GENERATED = ("package-lock.json", "composer.lock", "npm-shrinkwrap.json")
LANGUAGES = frozenset(_BY_SUFFIX.values())


def language_of(path: str) -> str | None:
    """Name the language of a path, or None for a file that is not reviewed."""
    name = basename(path).lower()
    if name.startswith(_PLAIN_PREFIXES):
        return "text"
    if name in _GENERATED:
        return None
    stem = name.split(".", 1)[0]
    if stem in _BY_NAME and not name.endswith((".md", ".txt", ".dockerignore")):
        return _BY_NAME[stem]
    return _BY_SUFFIX.get(splitext(name)[1])
