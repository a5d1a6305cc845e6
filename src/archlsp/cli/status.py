"""`archlsp status`: how things stand with the AI in this folder. Nothing is sent."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from archlsp.claude.spend.governor import Governor
from archlsp.cli.ai import Standing, standing_of
from archlsp.cli.arguments import Parsed
from archlsp.cli.language import resolve_settings, root_of
from archlsp.cli.terminal import visible
from archlsp.messages import problem_text, say
from archlsp.store.answers import Answers
from archlsp.store.batches import Batches
from archlsp.store.directory import state_directory
from archlsp.store.ledger import Ledger


def run(_parsed: Parsed, locale: str) -> int:
    """Print it; the AI being off, or without consent, is no trouble."""
    folder = root_of(Path.cwd())
    standing = standing_of(folder, resolve_settings(os.environ, folder, {}).settings, os.environ)
    ledger = Ledger.open()
    try:
        lines = [say(locale, "cli-status-folder", folder=folder), *_lines(standing, ledger, locale)]
    finally:
        ledger.close()
    waiting = len(Batches(state_directory()).waiting(folder))
    if waiting:
        lines.append(say(locale, "cli-status-batches", count=waiting))
    sys.stdout.write("".join(visible(line) + "\n" for line in lines))
    return 0


def _lines(standing: Standing, ledger: Ledger, locale: str) -> Iterator[str]:
    governor, terms = Governor(ledger), standing.terms
    problem = standing.problem() or (governor.reached(terms) if terms is not None else None)
    if problem is None:
        yield say(locale, "cli-status-ready")
    else:
        yield say(locale, "cli-status-not-ready", reason=problem_text(locale, problem))
    if terms is None:
        return
    yield say(locale, "cli-status-endpoint", endpoint=standing.endpoint)
    if standing.note is not None:
        yield problem_text(locale, standing.note)
    yield say(locale, "cli-status-model", model=terms.model or say(locale, "cli-status-automatic"))
    today = governor.today()
    price = say(locale, "spend-usd", usd=f"{today.usd:.2f}")
    if today.unpriced:
        price = say(locale, "spend-unpriced", usd=price, count=today.unpriced)
    tokens, limit = f"{today.tokens:,}", f"{terms.daily_usd:.2f}"
    yield say(locale, "cli-status-spent", price=price, tokens=tokens, limit=limit)
    yield say(locale, "cli-status-remembered", count=Answers(ledger).count())
