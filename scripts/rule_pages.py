"""Write `docs/rules/`: the catalog for readers, one page a family and language, and an index of each.

`python -m scripts.rule_pages` writes them; with `--check` it says which ones are stale, and ends with 1.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from archlsp.cli.page import plain, title_of
from archlsp.messages import say
from archlsp.rules.catalog import Catalog
from archlsp.rules.families import FAMILIES, family_of, page_name
from archlsp.rules.rule import Rule

FOLDER = Path(__file__).parents[1] / "docs" / "rules"
_HEADS = {
    "ja": (
        "# archlsp のルール",
        "このページは `python -m scripts.rule_pages` が作ります。",
        "ルール",
        "件数",
    ),
    "en": (
        "# The rules of archlsp",
        "This page is made by `python -m scripts.rule_pages`.",
        "Rules",
        "Count",
    ),
}
_WORDS = {
    "ja": ("理由", "対処", "テスト", "参考"),
    "en": ("Why", "What to do", "Test", "References"),
}


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    families: dict[str, list[Rule]] = {folder: [] for folder in FAMILIES.values()}
    for rule in Catalog.load(use_cache=False).rules:
        families[family_of(rule.id) or ""].append(rule)
    filled = {name: rules for name, rules in families.items() if rules}
    found: dict[str, str] = {}
    for locale in ("ja", "en"):
        found[page_name("README", locale)] = _index(filled, locale)
        for name, rules in filled.items():
            found[page_name(name, locale)] = "\n\n".join(_page(name, rules, locale)) + "\n"
    return found


def _index(families: dict[str, list[Rule]], locale: str) -> str:
    title, made, rules_word, count = _HEADS[locale]
    rows = [f"| [{name}]({page_name(name, locale)}) | {len(rules)} |" for name, rules in families.items()]
    table = [f"| {rules_word} | {count} |", "| --- | ---: |", *rows]
    return "\n\n".join([title, made, "\n".join(table)]) + "\n"


def _page(name: str, rules: list[Rule], locale: str) -> Iterator[str]:
    yield f"# {name}"
    yield _HEADS[locale][1]
    for rule in sorted(rules, key=lambda rule: rule.id):
        yield from _section(rule, locale)


def _section(rule: Rule, locale: str) -> Iterator[str]:
    texts = rule.texts(locale)
    why, advice, test, references = _WORDS[locale]
    facts = (
        say(locale, f"category-{rule.category.value}"),
        say(locale, f"severity-{rule.severity.word}"),
        say(locale, f"confidence-{rule.confidence.word}"),
        *rule.cwe,
        ", ".join(rule.languages),
    )
    yield f"## {rule.id}"
    yield f"**{title_of(rule, locale)}**  \n{' · '.join(facts)}"
    yield f"{why}: {plain(texts.why)}"
    yield f"{advice}: {plain(texts.fix)}"
    if texts.test:
        yield f"{test}: {plain(texts.test)}"
    if rule.references:
        yield f"{references}: " + ", ".join(f"[{item.title}]({item.url})" for item in rule.references)


def stale() -> list[str]:
    """Name the pages that differ from what the catalog says, missing and superfluous ones included."""
    wanted = pages()
    there = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def main() -> int:
    """Write the pages, or check them."""
    if "--check" in sys.argv[1:]:
        names = stale()
        sys.stdout.write(
            "".join(f"docs/rules/{name} is stale: run python -m scripts.rule_pages\n" for name in names)
        )
        return 1 if names else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
