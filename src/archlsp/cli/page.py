"""A rule's page, as Markdown: the texts are the catalog's own, so nothing in them needs escaping."""

import re
from collections.abc import Iterator

from archlsp.messages import say
from archlsp.rules.rule import PLACEHOLDER, Example, Rule, Texts

_PARTS = ("risk", "mitigation", "test", "monitor")
_FENCES = re.compile(r"`{3,}")


def rule_page(rule: Rule, locale: str) -> str:
    """Everything the catalog says about a rule, in one language."""
    return "\n\n".join(_sections(rule, locale)) + "\n"


def title_of(rule: Rule, locale: str) -> str:
    """The rule's title; what it would quote from the code is shown as its name in backquotes."""
    return plain(rule.texts(locale).title)


def plain(text: str) -> str:
    """A text without a match: {NAME} becomes `NAME`."""
    return PLACEHOLDER.sub(lambda found: f"`{found[1]}`", text)


def _sections(rule: Rule, locale: str) -> Iterator[str]:
    texts = rule.texts(locale)
    yield f"# {title_of(rule, locale)}"
    yield _facts(rule, locale)
    yield _section(locale, "page-why", texts.why)
    yield _section(locale, "page-recommendation", texts.fix)
    for name in _PARTS:
        if said := getattr(texts, name):
            yield _section(locale, f"page-{name}", said)
    yield from _options(texts, locale)
    if texts.example:
        yield f"## {say(locale, 'page-example')}\n\n{_block(texts.example, rule.languages[0])}"
    if rule.fix is not None:
        key = "report-fix-safe" if rule.fix.safe else "report-fix"
        yield _section(locale, "report-fix-label", say(locale, key, title=rule.fix.titles[locale]))
    yield from _examples(rule, locale, "page-bad", rule.bad)
    yield from _examples(rule, locale, "page-good", rule.good)
    yield from _references(rule, locale)


def _facts(rule: Rule, locale: str) -> str:
    facts = say(
        locale,
        "page-facts",
        rule=f"`{rule.id}`",
        category=say(locale, f"category-{rule.category.value}"),
        severity=say(locale, f"severity-{rule.severity.word}"),
        confidence=say(locale, f"confidence-{rule.confidence.word}"),
    )
    return f"{facts} · {', '.join(rule.languages)}"


def _section(locale: str, key: str, text: str) -> str:
    return f"## {say(locale, key)}\n\n{plain(text)}"


def _options(texts: Texts, locale: str) -> Iterator[str]:
    if not texts.options:
        return
    head = f"| {say(locale, 'page-option')} | {say(locale, 'page-trade-off')} |\n| --- | --- |"
    rows = [f"| {plain(option.title)} | {plain(option.trade_off)} |" for option in texts.options]
    yield f"## {say(locale, 'page-options')}\n\n" + "\n".join([head, *rows])


def _examples(rule: Rule, locale: str, key: str, examples: tuple[Example, ...]) -> Iterator[str]:
    """The first example is enough for a reader; the others are there for the tests."""
    for example in examples[:1]:
        language = example.language or rule.languages[0]
        yield f"## {say(locale, key)}\n\n{_block(example.code, language)}"


def _block(code: str, language: str) -> str:
    longest = max((len(run) for run in _FENCES.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"


def _references(rule: Rule, locale: str) -> Iterator[str]:
    pages = {
        f"https://cwe.mitre.org/data/definitions/{cwe.removeprefix('CWE-')}.html": cwe for cwe in rule.cwe
    }
    pages |= {item.url: item.title for item in rule.references}
    if pages:
        items = (f"- [{title}]({url})" for url, title in pages.items())
        yield f"## {say(locale, 'page-references')}\n\n" + "\n".join(items)
