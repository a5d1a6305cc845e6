"""`archlsp map`: what the repository has, as text, Markdown, JSON, Mermaid or one HTML page."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.language import resolve_settings
from archlsp.cli.notices import tell
from archlsp.cli.paths import folder_and_paths
from archlsp.cli.terminal import visible
from archlsp.map.entry import Inventory, Kind
from archlsp.map.mermaid import as_mermaid
from archlsp.map.page_html import as_html
from archlsp.map.survey import survey
from archlsp.map.views import as_json, as_markdown, as_text, of_kinds
from archlsp.messages import problem_text, say
from archlsp.settings.nearest import nearest
from archlsp.store.ledger import Ledger

TROUBLE = 3
_FORMATS: Mapping[str, Callable[[Inventory, str], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "mermaid": lambda inventory, _locale: as_mermaid(inventory),
    "json": lambda inventory, _locale: as_json(inventory),
}


def run(parsed: Parsed, _locale: str) -> int:
    """Print the map, or write it to a file, in the language of the folder."""
    kinds = _kinds(parsed.values.get("--kind"))
    folder, paths = folder_and_paths(parsed.operands, Path.cwd())
    settings = resolve_settings(os.environ, folder, _said(parsed)).settings
    locale = settings.language
    ledger = Ledger.open()
    try:
        found = survey(folder, ledger, exclude=settings.exclude)
        if ledger.problem is not None:
            tell(problem_text(locale, ledger.problem))
    finally:
        ledger.close()
    inventory = of_kinds(_below(found, paths), kinds)
    name = parsed.values.get("--format", "text")
    text = _FORMATS[name](inventory, locale)
    if (target := parsed.values.get("--output")) is not None:
        return _write(Path(target), text, locale)
    sys.stdout.write("".join(visible(line) + "\n" for line in text.splitlines()))
    return 0


def _said(parsed: Parsed) -> dict[str, str]:
    language = parsed.values.get("--language")
    return {} if language is None else {"language": language}


def _kinds(said: str | None) -> list[Kind]:
    names = [kind.value for kind in Kind]
    wanted = [word.strip() for word in said.split(",")] if said is not None else names
    for word in wanted:
        if word not in names:
            raise UsageError("map-unknown-kind", nearest(word, names), kind=word, kinds=", ".join(names))
    return [Kind(word) for word in wanted]


def _below(inventory: Inventory, paths: list[str]) -> Inventory:
    """What lies at or below the paths that were named."""
    if not paths or "." in paths:
        return inventory
    entries = tuple(entry for entry in inventory.entries if _is_below(entry.path, paths))
    skipped = tuple(unseen for unseen in inventory.skipped if _is_below(unseen.path, paths))
    return Inventory(entries, skipped, inventory.files, inventory.reused)


def _is_below(path: str, paths: list[str]) -> bool:
    return any(path == named or path.startswith(f"{named.rstrip('/')}/") for named in paths)


def _write(target: Path, text: str, locale: str) -> int:
    try:
        target.write_text(text, encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        tell(say(locale, "map-not-written", file=target))
        return TROUBLE
    tell(say(locale, "map-written", file=target))
    return 0
