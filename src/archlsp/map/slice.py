"""The part of an inventory that a question is about."""

from collections.abc import Sequence

from archlsp.map.entry import Entry, Inventory
from archlsp.map.terms import terms_of, words_of

_TOKENS_PER_CHARACTER = 0.4
_FOCUS, _NEAR = 3.0, 1.0
_NAME, _SYMBOL, _PATH, _DETAIL = 4.0, 2.0, 1.0, 1.0
# Words of the trade: every question has them, and every repository a hundred times.
_GENERIC = frozenset(
    {
        "api",
        "app",
        "application",
        "backend",
        "code",
        "database",
        "data",
        "db",
        "endpoint",
        "feature",
        "function",
    }
    | {
        "microservice",
        "module",
        "performance",
        "query",
        "request",
        "server",
        "service",
        "sql",
        "system",
        "table",
    }
    | {"design", "implement", "improve", "build", "create", "new"}
)


def relevant(
    inventory: Inventory, question: str, focus: str | None = None, limit_tokens: int = 2_000
) -> list[Entry]:
    """Return the entries a question is about, best first, and those of the file `focus`; same in, same out.

    No more than fit into `limit_tokens` when each is one line. An entry that shares no word with the question and
    is not of the focus file is left out.
    """
    asked = terms_of(question) - _GENERIC
    near = focus.rsplit("/", 1)[0] if focus and "/" in focus else None
    scored = []
    for number, entry in enumerate(inventory.entries):
        score = _score(entry, asked)
        if entry.path == focus:
            score += _FOCUS
        elif score > 0 and near and entry.path.startswith(f"{near}/"):
            score += _NEAR
        if score > 0:
            scored.append((-score, number, entry))
    return _fitting([entry for _, _, entry in sorted(scored, key=lambda item: item[:2])], limit_tokens)


def cost_of(entry: Entry) -> int:
    """Estimate the tokens of an entry as one line of a prompt."""
    said = sum(len(key) + len(text) + 2 for key, text in entry.detail.items())
    return 4 + int((len(entry.name) + len(entry.path) + len(entry.symbol) + said) * _TOKENS_PER_CHARACTER)


def _score(entry: Entry, asked: frozenset[str]) -> float:
    if not asked:
        return 0.0
    score = _NAME * len(asked & words_of(entry.name))
    score += _SYMBOL * len(asked & words_of(entry.symbol))
    score += _PATH * len(asked & words_of(entry.path))
    score += _DETAIL * len(asked & words_of(" ".join(entry.detail.values())))
    return score + (_DETAIL if entry.kind.value in asked else 0.0)


def _fitting(entries: Sequence[Entry], limit: int) -> list[Entry]:
    chosen: list[Entry] = []
    for entry in entries:
        limit -= cost_of(entry)
        if limit < 0:
            break
        chosen.append(entry)
    return chosen
