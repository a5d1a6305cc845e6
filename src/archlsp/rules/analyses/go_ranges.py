"""The variables of a range and their types."""

from archlsp.rules.analyses.go_declarations import Types
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_types import INT, Type
from archlsp.rules.flow.ir import Collection, Expr, Loop

_HEAD = 200


def range_targets(file: GoFile, stmt: Loop, types: Types) -> list[tuple[Expr, Type | None]]:
    """Return a range's variables with what they hold in each round."""
    if stmt.target is None or stmt.over is None:
        return []
    over = file.underlying(file.type_of(stmt.over, types))
    if over is not None and over.kind == "ptr":
        over = file.underlying(over.element)
    first, second = _rounds(over)
    if isinstance(stmt.target, Collection):
        targets = [item for _, item in stmt.target.items]
        return list(zip(targets, (first, second), strict=False))
    # The reader leaves out a key that is `_`.
    head = file.say(stmt.node)[:_HEAD].partition("range")[0]
    return [(stmt.target, second if "," in head and not head.rstrip(" :=").endswith("_") else first)]


def _rounds(over: Type | None) -> tuple[Type | None, Type | None]:
    if over is None:
        return None, None
    if over.kind == "map":
        return over.args[0], over.args[-1]
    if over.kind == "chan":
        return over.element, None
    return INT, over.element if over.kind in {"slice", "array"} else None
