"""The inventory as one HTML page: no network, no script, everything of the repository escaped."""

from collections.abc import Iterator
from html import escape

from archlsp.map.entry import Entry, Inventory, Kind
from archlsp.map.views import heading, shown_detail, summary
from archlsp.messages import say

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 2rem auto; max-width: 78rem; padding: 0 1rem; }
nav a { margin-right: 1rem; }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem; }
caption { text-align: left; font-size: 1.3rem; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
th, td { border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
code { font-family: ui-monospace, monospace; font-size: .92em; }
td:nth-child(2) { white-space: nowrap; }
@media (max-width: 60rem) { td:nth-child(2) { white-space: normal; } }
"""


def as_html(inventory: Inventory, locale: str) -> str:
    """Make the page."""
    title = escape(say(locale, "map-title"))
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{"en" if locale == "en" else "ja"}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            f"<h1>{title}</h1>",
            *(f"<p>{_text(line)}</p>" for line in summary(inventory, locale).split("\n")),
            *_sections(inventory, locale),
            "</body>",
            "</html>",
            "",
        ]
    )


def _text(text: str) -> str:
    """Escape; a lone surrogate has no bytes."""
    return escape(text.encode("utf-8", "replace").decode("utf-8"))


def _sections(inventory: Inventory, locale: str) -> Iterator[str]:
    kinds = [kind for kind in Kind if any(True for _ in inventory.of(kind))]
    links = (f'<a href="#{kind.value}">{_text(heading(kind, locale))}</a>' for kind in kinds)
    yield f"<nav>{''.join(links)}</nav>"
    for kind in kinds:
        yield from _section(kind, list(inventory.of(kind)), locale)
    if any(entry.partial for entry in inventory.entries):
        yield f"<p>{_text(say(locale, 'map-partial-note'))}</p>"
    if inventory.skipped:
        yield f"<h2>{_text(say(locale, 'map-skipped-title'))}</h2><ul>"
        for unseen in inventory.skipped:
            yield f"<li><code>{_text(unseen.path)}</code> {_text(say(locale, unseen.reason))}</li>"
        yield "</ul>"


def _section(kind: Kind, entries: list[Entry], locale: str) -> Iterator[str]:
    columns = "".join(
        f'<th scope="col">{_text(say(locale, f"map-column-{name}"))}</th>'
        for name in ("name", "place", "detail")
    )
    yield f'<table id="{kind.value}"><caption>{_text(heading(kind, locale))} ({len(entries)})</caption>'
    yield f"<thead><tr>{columns}</tr></thead><tbody>"
    for entry in entries:
        detail = ", ".join(f"{_text(key)}: <code>{_text(text)}</code>" for key, text in shown_detail(entry))
        mark = " †" if entry.partial else ""
        yield (
            f"<tr><td><code>{_text(entry.name)}</code>{mark}</td>"
            f"<td><code>{_text(entry.path)}:{entry.line}</code></td><td>{detail}</td></tr>"
        )
    yield "</tbody></table>"
