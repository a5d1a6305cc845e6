"""Errors that are compared, unwrapped or given back in a way that loses them."""

import re

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_types import ERROR, Type
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import Assign, Attr, Call, Cases, Collection, Const, Exit, Expr, If, Name, Op, Stmt

AS_TARGET, DEEP_EQUAL, COMPARED, NIL_NIL, SWALLOWED = (
    "errors-as-target",
    "errors-deep-equal",
    "error-compared",
    "nil-without-error",
    "error-swallowed",
)
ASSERTED = "error-asserted"
_AS = frozenset({"errors.As", "github.com/pkg/errors.As", "golang.org/x/xerrors.As"})
_DEEP = frozenset({"reflect.DeepEqual", "github.com/google/go-cmp/cmp.Equal"})
_POINTING = frozenset({"ptr", "map", "chan", "func", "iface"})
_NO_WRAPPING = frozenset({"io.EOF"})
_PAIR = 2
_LONGEST_NAME = 80
_SENTINEL_WORDS = (
    *(f"rr{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "Canceled",
    "DeadlineExceeded",
)
# What stands before the end of a sentinel's word, and after it, where it is compared.
_BEFORE_SENTINEL = re.compile(
    r"(?:[=!]=\s*|\bcase\s+)[(]*(?:\w+\s*\.\s*)?(?:[eE]rr[A-Z]|Canceled|DeadlineExceeded)$"
)
_AFTER_SENTINEL = re.compile(r"\w*[)]*\s*[=!]=\s*(?!nil\b)")


def _as_target(at: At, call: Call, _: Stmt) -> None:
    if at.file.path(call.func, at.types) not in _AS or len(call.args) != _PAIR:
        return
    target = call.args[1].value
    type_ = at.file.type_of(target, at.types)
    if type_ is None or _is_empty_interface(at.file, type_):
        return
    if type_.kind != "ptr" or _takes_nothing(at.file, type_.element):
        at.report(AS_TARGET, target.node, call.node, TARGET=at.text(target))


def _is_empty_interface(file: GoFile, type_: Type) -> bool:
    below = file.underlying(type_)
    return below is not None and (below.name == "any" or (below.kind == "iface" and not below.fields))


_VALUES = words(
    "bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 byte rune float32 float64"
)


def _takes_nothing(file: GoFile, type_: Type | None) -> bool:
    """Tell whether a variable of the type surely takes no error: the type has no method Error; or takes every one."""
    if type_ is None or type_.kind != "named" or type_ == ERROR:
        return type_ == ERROR
    method = file.method(type_, "Error")
    if method is not None:
        head = file.say(method.node)
        return "*" in head[: head.find(")")]
    return type_.name in _VALUES


def _deep_equal(at: At, call: Call, _: Stmt) -> None:
    if at.file.path(call.func, at.types) != "reflect.DeepEqual" or len(call.args) != _PAIR:
        return
    if all(_holds_error(at.file, at.file.type_of(arg.value, at.types)) for arg in call.args):
        at.report(DEEP_EQUAL, call.node)


def _holds_error(
    file: GoFile, type_: Type | None, depth: int = 8, seen: frozenset[str] = frozenset()
) -> bool:
    if type_ is None or depth == 0 or (type_.kind == "named" and type_.name in seen):
        return False
    if type_ == ERROR or type_.name == "os.PathError":
        return True
    if type_.kind == "named":
        below = file.declared(type_.name)
        return _holds_error(file, below, depth - 1, seen | {type_.name})
    if type_.kind == "func":
        return False
    inner = (*type_.args, *(field.type for field in type_.fields if type_.kind == "struct"))
    return any(_holds_error(file, one, depth - 1, seen) for one in inner)


def _is_compared(text: str, start: int, end: int) -> bool:
    """Tell whether the name is beside a comparison, but not with nil, or a case of its own."""
    begin = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    if line_end < 0:
        line_end = len(text)
    before = _BEFORE_SENTINEL.search(text, max(begin - 1, start - _LONGEST_NAME), end)
    return before is not None or _AFTER_SENTINEL.match(text, end, line_end + 1) is not None


def _compared(at: At, stmt: Stmt) -> None:
    """An error against a sentinel by identity; what nobody wraps (io.EOF) may be."""
    if isinstance(stmt, If):
        for operation in _comparisons(stmt.test):
            _check_comparison(at, operation)
    elif isinstance(stmt, Cases) and stmt.subject is not None:
        if _is_error(at, stmt.subject):
            for label, _ in stmt.cases:
                if label is not None and _sentinel(at, label):
                    at.report(COMPARED, label.node, ERR=at.text(stmt.subject), SENTINEL=at.text(label))
    elif isinstance(stmt, Exit | Assign) and stmt.value is not None:
        values = (
            [item for _, item in stmt.value.items] if isinstance(stmt.value, Collection) else [stmt.value]
        )
        for operation in (found for value in values for found in _comparisons(value)):
            _check_comparison(at, operation)


def _comparisons(test: Expr) -> list[Op]:
    if not isinstance(test, Op):
        return []
    if test.op in {"==", "!="}:
        return [test]
    return [found for operand in test.operands for found in _comparisons(operand)]


def _check_comparison(at: At, operation: Op) -> None:
    left, right = operation.operands
    for err, sentinel in ((left, right), (right, left)):
        if _is_error(at, err) and not _sentinel(at, err) and _sentinel(at, sentinel):
            at.report(COMPARED, operation.node, ERR=at.text(err), SENTINEL=at.text(sentinel))
            return


def _is_error(at: At, expr: Expr) -> bool:
    if not isinstance(expr, Name | Attr):
        return False
    if at.file.type_of(expr, at.types) == ERROR:
        return True
    return isinstance(expr, Name) and expr.id == "err" and at.types.get("err") is None


def _sentinel(at: At, expr: Expr) -> str:
    """Return the name of an error that a package declares, "" for anything else."""
    if isinstance(expr, Attr):
        path = at.file.path(expr, at.types)
        return path if path and path not in _NO_WRAPPING and _SENTINEL_LIKE(expr.name) else ""
    if isinstance(expr, Name) and _SENTINEL_LIKE(expr.id) and expr.id in at.file.globals:
        return expr.id if expr.id not in at.types or at.types[expr.id] == at.file.globals[expr.id] else ""
    return ""


def _SENTINEL_LIKE(name: str) -> bool:  # noqa: N802
    return (name[:3] in {"Err", "err"} and name[3:4].isupper()) or name in {"Canceled", "DeadlineExceeded"}


def _nil_nil(at: At, stmt: Stmt) -> None:
    if not (
        isinstance(stmt, Exit)
        and stmt.kind == "return"
        and isinstance(stmt.value, Collection)
        and at.function
    ):
        return
    items = [item for _, item in stmt.value.items]
    if len(items) != _PAIR or not all(isinstance(item, Const) and not item.value for item in items):
        return
    if not (isinstance(items[1], Const) and items[1].value is None):
        return
    results = at.file.results(at.function)
    if results is None or results.kind != "tuple" or not _gives_error(at.file, results.args[-1]):
        return
    if _is_nil(at.file, results.args[0], items[0]) and not _is_answer(at):
        at.report(NIL_NIL, stmt.node)


def _is_answer(at: At) -> bool:
    """In an `if`, nil is mostly meant: there is nothing. Where an error was found, another rule speaks."""
    return any(isinstance(step.block[step.place], Cases | If) for step in at.trail)


def _gives_error(file: GoFile, type_: Type | None) -> bool:
    below = file.underlying(type_)
    return type_ == ERROR or (
        below is not None
        and below.kind == "iface"
        and any(field.embedded and field.name == "error" for field in below.fields)
    )


def _is_nil(file: GoFile, type_: Type | None, value: Expr) -> bool:
    """Only what the caller would dereference, call or ask: an empty slice is an answer."""
    below = file.underlying(type_)
    if below is None or not isinstance(value, Const):
        return False
    if value.value is None:
        return below.kind != "slice" and below.name not in {"string"}
    return below.name in {"uintptr"} and value.value == 0


def _asserted(at: At, stmt: Stmt) -> None:
    if isinstance(stmt, Assign) and stmt.value is not None:
        value = stmt.value
        if value.node.kind() == "type_assertion_expression" and _is_error_or_call(at, value):
            at.report(ASSERTED, value.node, stmt.node, ERR=at.text(value))
    elif isinstance(stmt, Cases) and stmt.node.kind() == "type_switch_statement":
        parts = stmt.subject.parts if stmt.subject is not None and hasattr(stmt.subject, "parts") else ()
        if parts and _is_error_or_call(at, parts[0]):
            at.report(ASSERTED, parts[0].node, stmt.node, ERR=at.text(parts[0]))


def _is_error_or_call(at: At, expr: Expr) -> bool:
    """Tell whether what is asserted is an `error`; the node may be the whole assertion."""
    if isinstance(expr, Name):
        return at.types.get(expr.id, at.file.globals.get(expr.id)) == ERROR
    if isinstance(expr, Call):
        return at.file._call(expr, at.types) == ERROR
    return False


CHECKS = {
    AS_TARGET: Check((".As(",), call=_as_target),
    DEEP_EQUAL: Check(("DeepEqual",), call=_deep_equal),
    COMPARED: Check(_SENTINEL_WORDS, statement=_compared, fits=_is_compared),
    NIL_NIL: Check(("return nil, nil", "return 0"), statement=_nil_nil),
    ASSERTED: Check((".(",), statement=_asserted),
}
