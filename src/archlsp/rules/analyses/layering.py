"""Imports that go round a layer which the files beside this one go through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname, splitext

from archlsp.model.finding import Related
from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.layers import FRAMEWORK, MAPPING, SERVICE, STORE, WEB, Lean, is_domain, layer_of, leans_of
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source

ASKS = frozenset({"round-service", "framework-in-domain"})
_ENOUGH = 4
_CLEAR = 0.75
_STORES = frozenset({STORE, f"{FRAMEWORK}:{STORE}"})
_SERVICES = frozenset({SERVICE})
_WEBS = frozenset({f"{FRAMEWORK}:{WEB}"})
_FRAMEWORKS = frozenset({f"{FRAMEWORK}:{STORE}"})
_STORED = _FRAMEWORKS | {f"{FRAMEWORK}:{MAPPING}"}
_NO_LAYER = ("__init__", "index", "mod", "main", "deps", "dependencies", "doc", "health", "test")


@dataclass(frozen=True, slots=True)
class _Peer:
    """A file beside ours, with what it leans on."""

    path: str
    leans: tuple[Lean, ...]

    def on(self, kinds: frozenset[str]) -> Lean | None:
        return next((lean for lean in self.leans if lean.kind in kinds), None)


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the first import that does what the files beside this one do not do."""
    if source.folder is None or is_test(source.path) or _stem(source.path) in _NO_LAYER:
        return
    layer = layer_of(source.path)
    if layer == WEB and "round-service" in asks:
        yield from _round_service(source)
    elif layer not in {WEB, SERVICE, STORE} and "framework-in-domain" in asks:
        yield from _framework_in_domain(source)


def _round_service(source: Source) -> Iterator[Place]:
    own = _Peer(source.path, leans_of(source.text, source.path))
    direct, neighbours = own.on(_STORES), around(source)
    if direct is None or neighbours is None:
        return
    peers = _web_peers(source.path, neighbours)
    through = [peer for peer in peers if peer.on(_SERVICES) and not peer.on(_STORES)]
    others = [peer for peer in peers if peer.on(_STORES)]
    if _is_clear(through, others) and not neighbours.spent:
        shown = [_related(peer.path, lean) for peer in through[:1] if (lean := peer.on(_SERVICES))]
        captures = _captures(direct, through, others) | {"SIBLING": basename(through[0].path)}
        span = source.span(direct.start, direct.end)
        yield Place("round-service", span, span, captures, tuple(shown))


def _web_peers(path: str, neighbours: Neighbours) -> list[_Peer]:
    """The files of the same layer in the same folder; where they are few, those of the folders beside it."""
    found = _peers(neighbours.siblings(path), neighbours)
    if len(found) < _ENOUGH:
        above = dirname(dirname(path))
        for folder in neighbours.listing(above).folders:
            where = f"{above}/{folder}" if above else folder
            if where != dirname(path):
                found += _peers(neighbours.siblings(path, where), neighbours)
    return [peer for peer in found if layer_of(peer.path) == WEB]


def _peers(paths: Sequence[str], neighbours: Neighbours) -> list[_Peer]:
    wanted = (
        path for path in paths if not is_test(path) and _stem(path) not in _NO_LAYER and layer_of(path) == WEB
    )
    return [_Peer(path, neighbours.fact(path, leans_of) or ()) for path in wanted]


def _framework_in_domain(source: Source) -> Iterator[Place]:
    neighbours = around(source)
    if neighbours is None or not is_domain(source.path, _beside_core(source.path, neighbours)):
        return
    own = _Peer(source.path, leans_of(source.text, source.path))
    direct = next((found for kinds in (_WEBS, _FRAMEWORKS) if (found := own.on(kinds))), None)
    if direct is None:
        return
    kinds = _WEBS if direct.kind in _WEBS else _STORED
    paths = [path for path in neighbours.siblings(source.path) if not is_test(path)]
    peers = [
        _Peer(path, neighbours.fact(path, leans_of) or ()) for path in paths if _stem(path) not in _NO_LAYER
    ]
    clean = [peer for peer in peers if not peer.on(kinds)]
    others = [peer for peer in peers if peer.on(kinds)]
    if _is_clear(clean, others) and not neighbours.spent:
        span = source.span(direct.start, direct.end)
        yield Place("framework-in-domain", span, span, _captures(direct, clean, others))


def _captures(lean: Lean, those: Sequence[object], others: Sequence[object]) -> dict[str, str]:
    return {"IMPORTED": lean.name, "COUNT": str(len(those)), "ALL": str(len(those) + len(others))}


def _beside_core(path: str, neighbours: Neighbours) -> frozenset[str]:
    before, found, _ = f"/{path}".rpartition("/core/")
    return frozenset(neighbours.listing(before.lstrip("/")).folders) if found else frozenset()


def _is_clear(those: Sequence[object], others: Sequence[object]) -> bool:
    return len(those) >= max(_ENOUGH, _CLEAR * (len(those) + len(others)))


def _related(path: str, lean: Lean) -> Related:
    return Related(path, Span.of(lean.line, 0, lean.line, len(lean.said)), lean.said[:80])


def _stem(path: str) -> str:
    return splitext(basename(path))[0].lower()
