"""The prompts: Markdown beside the package in a checkout, inside of it in a wheel."""

import re
from functools import lru_cache
from pathlib import Path

_INSIDE = Path(__file__).resolve().parents[2] / "prompts"
_BESIDE = Path(__file__).resolve().parents[4] / "prompts"
PROMPTS = _INSIDE if _INSIDE.is_dir() else _BESIDE
_HEAD = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def task(name: str) -> str:
    """The text of a task: prompts/tasks/<name>.md without its front matter."""
    return _body(f"tasks/{name}.md")


def language(locale: str) -> str:
    """How an answer is to be written: prompts/languages/<locale>.md without its front matter."""
    return _body(f"languages/{locale}.md")


@lru_cache(maxsize=1)
def versions() -> str:
    """Everything the prompts say, for the key under which answers are remembered: another word is another question."""
    return "\n".join(file.read_text("utf-8") for file in sorted(PROMPTS.glob("*/*.md")))


@lru_cache(maxsize=16)
def _body(path: str) -> str:
    return _HEAD.sub("", (PROMPTS / path).read_text("utf-8")).strip()
