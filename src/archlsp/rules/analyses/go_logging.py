"""Structured logging: keys without values, keys that are no text, events that are never sent."""

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_types import NIL, STRING, Type
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import Assign, Attr, Call, Const, Do, Expr, Name, Stmt, Text

PAIRS, UNSENT = "log-pairs", "log-never-sent"
_SLOG = {
    **dict.fromkeys(("Debug", "Info", "Warn", "Error"), 1),
    **dict.fromkeys(("DebugContext", "InfoContext", "WarnContext", "ErrorContext"), 2),
    "Log": 3,
    "With": 0,
    "Group": 1,
    "Add": 0,
}
_SUGARED = {
    **dict.fromkeys(("Debugw", "Infow", "Warnw", "Errorw", "DPanicw", "Panicw", "Fatalw"), 1),
    **dict.fromkeys(("With", "WithLazy"), 0),
    "Logw": 2,
}
_LOGR = {"Info": 1, "Error": 2, "WithValues": 0}
_KLOG = {"InfoS": 1, "InfoSDepth": 2, "ErrorS": 2, "ErrorSDepth": 3}
_KIT = {"Log": 0, "With": 1, "WithPrefix": 1, "WithSuffix": 1}
_OWNERS = {
    "log/slog.Logger": (_SLOG, "log/slog.Attr"),
    "log/slog.Record": ({"Add": 0}, "log/slog.Attr"),
    "go.uber.org/zap.SugaredLogger": (_SUGARED, "go.uber.org/zap.Field"),
    "github.com/go-logr/logr.Logger": (_LOGR, ""),
    "github.com/go-kit/log.Logger": ({"Log": 0}, ""),
    "github.com/go-kit/kit/log.Logger": ({"Log": 0}, ""),
}
_PACKAGES = {
    "log/slog": (_SLOG, "log/slog.Attr"),
    "k8s.io/klog": (_KLOG, ""),
    "github.com/go-kit/log": (_KIT, ""),
    "github.com/go-kit/kit/log": (_KIT, ""),
}
_FIELDS = ("go.uber.org/zap.", "log/slog.")
_LEVELS = words("Trace Debug Info Warn Error Fatal Panic Log WithLevel Err")
_SENDING = frozenset({"Msg", "Msgf", "MsgFunc", "Send", "Discard"})
_ZEROLOG = ("github.com/rs/zerolog", "github.com/rs/zerolog/log")


def _pairs(at: At, call: Call, _: Stmt) -> None:
    found = _logger(at, call)
    if found is None:
        return
    start, field_type = found
    args = call.args[start:]
    if not args or any(arg.spread for arg in args):
        return
    trouble = _trouble(at, [arg.value for arg in args], field_type)
    if trouble is not None:
        at.report(
            PAIRS, trouble[0], call.node, ARG=at.file.source.text_of(trouble[0]), CALL=at.text(call.func)
        )


def _logger(at: At, call: Call) -> tuple[int, str] | None:
    """Return from which argument on a call takes pairs, and the type that stands for a whole pair."""
    if not isinstance(call.func, Attr):
        return None
    path = at.file.path(call.func, at.types)
    if path:
        starts, field = _PACKAGES.get(path.rpartition(".")[0], ({}, ""))
        start = starts.get(call.func.name)
        return (start, field) if start is not None else None
    if call.func.name not in _METHODS:
        return None
    type_ = at.file.type_of(call.func.base, at.types)
    owner = type_.element if type_ is not None and type_.kind == "ptr" else type_
    starts, field = _OWNERS.get(owner.name if owner is not None else "", ({}, ""))
    start = starts.get(call.func.name)
    return (start, field) if start is not None else None


_METHODS = frozenset(name for starts, _ in _OWNERS.values() for name in starts)


def _trouble(at: At, args: list[Expr], field_type: str) -> tuple[SgNode, str] | None:
    place, guessed = 0, False
    while place < len(args):
        arg = args[place]
        kind = _key(at, arg, field_type)
        if kind == "field":
            place += 1
        elif kind == "no":
            return arg.node, "key"
        elif place + 1 == len(args):
            return (arg.node, "value") if kind == "yes" and not guessed else None
        else:
            guessed = guessed or kind == "maybe"
            place += 2
    return None


def _key(at: At, arg: Expr, field_type: str) -> str:
    """Tell whether an argument is a key: yes, no, maybe; or a field of its own."""
    if isinstance(arg, Const | Text):
        return "yes" if isinstance(arg, Text) or isinstance(arg.value, str) else "no"
    type_ = at.file.type_of(arg, at.types)
    if _is_field(at, arg, type_, field_type):
        return "field"
    if type_ is None or (at.file.is_interface(type_) and type_.name != "error"):
        return "maybe"
    if type_ == STRING:
        return "yes"
    if type_ == NIL or type_.kind != "named":
        return "no"
    return "maybe" if type_.args else "no"


def _is_field(at: At, arg: Expr, type_: Type | None, field_type: str) -> bool:
    if not field_type:
        return False
    if type_ is not None and type_.name == field_type:
        return True
    path = at.file.path(arg.func, at.types) if isinstance(arg, Call) else ""
    return path.startswith(_FIELDS)


def _unsent(at: At, stmt: Stmt) -> None:
    """`log.Info().Str(..)` of zerolog without Msg or Send writes nothing."""
    if isinstance(stmt, Do) and stmt.how in {"", "defer"} and isinstance(stmt.value, Call):
        chain = stmt.value
        names: list[str] = []
        current: Expr = chain
        while isinstance(current, Call) and isinstance(current.func, Attr):
            names.append(current.func.name)
            if _starts_event(at, current):
                break
            current = current.func.base
        else:
            if not (isinstance(current, Name) and _holds_event(at, current.id)):
                return
        if not _SENDING.intersection(names):
            at.report(UNSENT, chain.node, stmt.node, CALL=at.text(chain).split("\n", 1)[0])


def _starts_event(at: At, call: Call) -> bool:
    if not isinstance(call.func, Attr) or call.func.name not in _LEVELS:
        return False
    path = at.file.path(call.func, at.types)
    if path:
        return path.rpartition(".")[0] == "github.com/rs/zerolog/log"
    type_ = at.file.type_of(call.func.base, at.types)
    owner = type_.element if type_ is not None and type_.kind == "ptr" else type_
    return owner is not None and owner.name == "github.com/rs/zerolog.Logger"


def _holds_event(at: At, name: str) -> bool:
    """Tell whether a variable of the function was made by starting an event."""
    function = at.function
    if function is None:
        return False
    return any(
        isinstance(stmt, Assign)
        and isinstance(stmt.target, Name)
        and stmt.target.id == name
        and isinstance(stmt.value, Call)
        and _starts_event(at, stmt.value)
        for stmt in function.block
    )


CHECKS = {
    PAIRS: Check(
        tuple(f".{name}(" for name in (*_METHODS, *_KLOG, *_KIT)),
        call=_pairs,
    ),
    UNSENT: Check(tuple(f".{name}(" for name in _LEVELS), statement=_unsent),
}
