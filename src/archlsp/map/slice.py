"""The part of an inventory that a question is about."""

import re
from collections import Counter
from collections.abc import Sequence
from math import log

from archlsp.map.entry import Entry, Inventory
from archlsp.map.terms import terms_of, words_of

_TOKENS_PER_CHARACTER = 0.4
_FOCUS, _NEAR = 3.0, 1.0
_NAME, _SYMBOL, _PATH, _DETAIL = 4.0, 2.0, 1.0, 0.5
_KIND = _LEAST_ENTRY = 1.0
_FILE, _FOLDER, _LEAST = 3, 2, 6.0
_GROWN = 4
_IN_PASSING = re.compile(
    r"/(?:(?:[^/]*[._-])?(?:tests?|specs?|examples?|samples?|mocks?|fixtures?|testdata|testing|generated|vendor"
    r"|third_party|dist|docs?|static|frontend|ui|migrations?|revisions|locales?|i18n|translations?)(?:[._-][^/]*)?)(?:/|$)|\.min\.js$|_pb2|\.pb\.|/__init__\.py$"
)
# Words of the trade: every question has them, and every repository a hundred times.
_SAYS_NOTHING = words_of(
    "api app application backend code data endpoint feature function microservice module performance request server"
    " service system design implement improve build create new"
)
_GENERIC = _SAYS_NOTHING | words_of("database db query sql table")


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
        if score >= _LEAST_ENTRY:
            scored.append((-score, number, entry))
    return _fitting([entry for _, _, entry in sorted(scored, key=lambda item: item[:2])], limit_tokens)


def related(paths: Sequence[str], question: str, most: int = 8) -> list[str]:
    """Return the files whose own names are words of the question, best first; rare words count for more.

    Tests, examples and generated code come after what they are about, so they are left out.
    """
    asked = terms_of(question) - _SAYS_NOTHING
    owned = {path: _shared(asked, path) for path in paths if not _IN_PASSING.search(f"/{path.lower()}")}
    common = Counter(word for words in owned.values() for word in words)
    rarity = {word: log(len(paths) / count) for word, count in common.items()}

    def score(path: str) -> float:
        name = _shared(asked, path.rsplit("/", 1)[-1].split(".", 1)[0])
        return sum(rarity[word] * (_FILE if word in name else _FOLDER) for word in owned[path])

    scored = [(-score(path), path) for path, words in owned.items() if words]
    return [path for points, path in sorted(scored) if -points >= _LEAST][:most]


def _shared(asked: frozenset[str], name: str) -> frozenset[str]:
    """The words that a name has, also grown together with another: `authhandler`."""
    words = words_of(name)
    grown = (word for word in asked - words - _GENERIC if any(_holds(one, word) for one in words))
    return (asked & words) | frozenset(grown)


def _holds(compound: str, word: str) -> bool:
    if len(word) < _GROWN or len(compound) - len(word) < _GROWN:
        return False
    return compound.startswith(word) or compound.endswith(word)


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
    return score + (_KIND if entry.kind.value in asked else 0.0)


def _fitting(entries: Sequence[Entry], limit: int) -> list[Entry]:
    chosen: list[Entry] = []
    for entry in entries:
        limit -= cost_of(entry)
        if limit < 0:
            break
        chosen.append(entry)
    return chosen
