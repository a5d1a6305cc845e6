"""What goes into a question of so many tokens, the most worth first; and what had to stay out.

The project's documents have a share that depends on the limit alone: their text must be the same for every file, or
the API's cache is missed. Then come the units, the file around them, what they call, and how their neighbours are
written.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from archlsp.claude.question.blocks import block, joined
from archlsp.claude.question.counting import tokens_in
from archlsp.claude.question.material import Material
from archlsp.model.review import Problem
from archlsp.model.surroundings import Unit

_PROJECT_SHARE = 0.3
_QUICK_PROJECT = 3_000
_QUICK_FILE = 1_200
_QUICK_CALLS = 600
_QUICK_BESIDE = 150


@dataclass(frozen=True, slots=True)
class Need:
    """What a question wants: `limit` for all of it, of which `taken` is spent; the project's documents; and the file.

    `is_quick`: a question after a save. Of a long file it has the outline, which stays the same from save to save.
    """

    limit: int
    taken: int
    has_project: bool = True
    is_quick: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """The pieces, quoted; `units` are those that fit, `asked` is their text."""

    project: str
    file: str
    units: tuple[Unit, ...]
    asked: str
    calls: str
    cut: tuple[Problem, ...]


def fill(material: Material, need: Need) -> Filled:
    """Choose what fits."""
    cut: list[Problem] = []
    left = need.limit - need.taken
    project = _project(material, need, cut) if need.has_project else ""
    left -= tokens_in(project) if project else 0
    units = _units(material, left, cut)
    file, is_whole = _file(material, units, need, left, cut)
    asked = joined(material.asked(units, with_code=not is_whole, is_short=need.is_quick))
    left -= tokens_in(file) + tokens_in(asked)
    callees = {(one.path, one.symbol): one for unit in units for one in unit.callees}
    room = min(left, _QUICK_CALLS) if need.is_quick else left
    calls, unused = _some((material.called(one, is_short=need.is_quick) for one in callees.values()), room)
    left -= room - unused
    beside, _ = _some(material.beside(), min(left, _QUICK_BESIDE) if need.is_quick else left)
    file = joined([block("neighbours", beside) if beside else "", file])
    return Filled(project, file, units, asked, block("calls", calls) if calls else "", tuple(cut))


def _project(material: Material, need: Need, cut: list[Problem]) -> str:
    """As many documents as fit into their share, the first ones, and the layout."""
    share = int(need.limit * _PROJECT_SHARE)
    layout = block("layout", material.project.layout) if material.project.layout else ""
    documents = material.documents()
    room = (min(share, _QUICK_PROJECT) if need.is_quick else share) - tokens_in(layout)
    chosen: list[str] = []
    for document in documents:
        room -= tokens_in(document)
        if room < 0:
            break
        chosen.append(document)
    if len(chosen) < len(documents):
        cut.append(Problem.of("ai-cut-documents", count=len(documents) - len(chosen)))
    text = joined([*chosen, layout])
    return block("project", text) if text else ""


def _units(material: Material, room: int, cut: list[Problem]) -> tuple[Unit, ...]:
    """As many as fit beside the outline; one at least, for the limit is asked again before anything is sent."""
    room -= tokens_in(material.sketch(is_short=True))
    chosen: list[Unit] = []
    for unit, text in zip(material.units, material.asked(material.units, with_code=True), strict=True):
        cost = tokens_in(text)
        if cost <= room or not chosen:
            chosen.append(unit)
            room -= cost
    if len(chosen) < len(material.units):
        count = len(material.units) - len(chosen)
        cut.append(Problem.of("ai-cut-units", path=material.request.path, count=count))
    return tuple(chosen)


def _file(
    material: Material, units: tuple[Unit, ...], need: Need, room: int, cut: list[Problem]
) -> tuple[str, bool]:
    """The whole file, or its outline; and which it is."""
    whole = material.file()
    cost = tokens_in(whole)
    changed = tokens_in(joined(material.asked(units, with_code=False)))
    if cost + changed <= room and (not need.is_quick or cost <= _QUICK_FILE):
        return whole, True
    if not need.is_quick:
        cut.append(Problem.of("ai-cut-file", path=material.request.path))
    sketch = material.sketch(is_brief=need.is_quick)
    definitions = tokens_in(joined(material.asked(units, with_code=True)))
    return (sketch if tokens_in(sketch) + definitions <= room else material.sketch(is_short=True)), False


def _some(quoted: Iterable[str], room: int) -> tuple[str, int]:
    """As many as fit; and the room that is left."""
    chosen: list[str] = []
    for text in quoted:
        cost = tokens_in(text)
        if cost <= room:
            chosen.append(text)
            room -= cost
    return joined(chosen), room
