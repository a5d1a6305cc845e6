"""Results that are thrown away, and targets that cannot take one."""

import re

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_types import Type
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import Assign, Attr, Call, Collection, Do, Expr, Name, Stmt

UNUSED, NO_POINTER, ENCODING, ATOMIC = (
    "result-unused",
    "decode-without-pointer",
    "encode-error-dropped",
    "atomic-assigned",
)
_PURE = words(
    "fmt.Sprint fmt.Sprintf fmt.Sprintln fmt.Errorf fmt.Append fmt.Appendf errors.New errors.Join errors.Is errors.As "
    "context.WithValue context.WithoutCancel context.Background context.TODO sort.Reverse strings.Replace "
    "strings.ReplaceAll strings.TrimSpace strings.Trim strings.TrimPrefix strings.TrimSuffix strings.ToLower "
    "strings.ToUpper strings.Join strings.Repeat strings.Split path.Join path/filepath.Join path/filepath.Clean "
    "slices.Clone slices.Compact slices.CompactFunc slices.Concat slices.Contains slices.Delete slices.DeleteFunc "
    "slices.Equal slices.Grow slices.Insert slices.Replace slices.Sorted slices.Collect maps.Clone maps.Keys "
    "maps.Values time.Now bytes.TrimSpace bytes.ToLower bytes.ToUpper bytes.Join strconv.Itoa "
    "github.com/pkg/errors.New github.com/pkg/errors.Wrap github.com/pkg/errors.Wrapf"
)
_PURE_METHODS = {
    "time.Time": words("Add AddDate UTC Local In Truncate Round Format String Sub"),
    "bytes.Buffer": frozenset({"String", "Bytes", "Len"}),
    "strings.Builder": frozenset({"String", "Len"}),
    "error": frozenset({"Error"}),
    "net/http.Request": frozenset({"WithContext", "Clone"}),
}
_UNUSED_NAMES = {one.rsplit(".", 1)[1] for one in _PURE}.union(*_PURE_METHODS.values())
_UNUSED_WORDS = tuple(f"{name}(" for name in sorted(_UNUSED_NAMES))
_MODULES = words("encoding/json encoding/xml encoding/gob encoding/asn1")
_TAKES = words("named struct slice map array")
_SAFE = words("bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune nil")
_FORMLESS = frozenset({"complex64", "complex128", "unsafe.Pointer"})
_ODD_KEYS = frozenset({"bool", "float32", "float64"})
_HOLDING = frozenset({"ptr", "slice", "array"})
UNSUPPORTED = "encode-unsupported"
# A call without calls in it, and what comes after it in its line; what begins a statement; what takes a value.
_REST = re.compile(r"\([^()\n]*\)[ \t]*([^\s;}/]?)")
_BEGINNING = re.compile(r"(?:^|[{;:}])\s*(?:(?:go|defer)\s+)?[\w.\[\]]*\.$")
_TAKING = re.compile(r"\s*(?:return\b|if\b|for\b|switch\b|case\b|//|[\w.,\s\[\]*]+(?::|[-+*/|&^%])?=[^=])")
_BOOK = "b.Loop()"


def _unused(at: At, stmt: Stmt) -> None:
    if not (isinstance(stmt, Do) and isinstance(stmt.value, Call) and stmt.how in {"", "go", "defer"}):
        return
    call = stmt.value
    name = at.file.path(call.func, at.types) or _dotted(at, call)
    if name not in _PURE and not _is_pure_method(at, call):
        return
    if not any(_BOOK in at.file.say(loop.node)[:200].split("{")[0] for loop in at.loops):
        at.report(UNUSED, call.node, stmt.node, CALL=at.text(call.func))


def _is_statement(text: str, start: int, end: int) -> bool:
    """Tell whether a call may be a statement: nothing before it in its line takes what it gives, nothing after it."""
    if text[start - 1 : start] != ".":
        return '. "' in text and not text[start - 1 : start].isalnum()
    begin = text.rfind("\n", 0, start) + 1
    after = _REST.match(text, end - 1)
    if after is not None and after[1]:
        return False
    before = text[begin:start]
    return _BEGINNING.search(before) is not None or (
        before.rstrip(" \t.").endswith((")", "]", "}", "")) and _TAKING.match(before) is None
    )


def _dotted(at: At, call: Call) -> str:
    """Return the name of a function that came with `import . "fmt"`."""
    if isinstance(call.func, Name) and call.func.id not in at.types and call.func.id not in at.file.functions:
        return next(
            (f"{one}.{call.func.id}" for one in at.file.module.wildcards if f"{one}.{call.func.id}" in _PURE),
            "",
        )
    return ""


def _is_pure_method(at: At, call: Call) -> bool:
    if not isinstance(call.func, Attr):
        return False
    names = [owner for owner, methods in _PURE_METHODS.items() if call.func.name in methods]
    if not names:
        return False
    return _type_name(at.file.type_of(call.func.base, at.types)) in names


def _type_name(type_: Type | None) -> str:
    if type_ is not None and type_.kind == "ptr":
        type_ = type_.element
    return type_.name if type_ is not None and type_.kind == "named" else ""


def _no_pointer(at: At, call: Call, _: Stmt) -> None:
    target = _decode_target(at, call)
    if target is None:
        return
    type_ = at.file.type_of(target, at.types)
    below = at.file.underlying(type_)
    if below is None or at.file.is_interface(below):
        return
    if below.kind == "nil" or (below.kind in _TAKES and not _may_be_pointer(below)):
        at.report(NO_POINTER, target.node, call.node, TARGET=at.text(target), CALL=at.text(call.func))


def _may_be_pointer(below: Type) -> bool:
    """A type of another file may stand for a pointer or an interface."""
    return below.kind == "named" and below.name not in _SAFE


def _decode_target(at: At, call: Call) -> Expr | None:
    path = at.file.path(call.func, at.types)
    if path:
        module, _, name = path.rpartition(".")
        ours = module in _MODULES and name in {"Unmarshal", "UnmarshalWithParams"}
        return call.args[1].value if ours and len(call.args) > 1 else None
    if isinstance(call.func, Attr) and call.func.name == "Decode" and len(call.args) == 1:
        return call.args[0].value if _decoder(at, call.func.base) else None
    return None


def _decoder(at: At, base: Expr) -> bool:
    if isinstance(base, Call):
        module, _, name = at.file.path(base.func, at.types).rpartition(".")
        return name == "NewDecoder" and module in _MODULES
    return _type_name(at.file.type_of(base, at.types)).endswith(".Decoder")


def _encoding(at: At, stmt: Stmt) -> None:
    """json.Marshal or Encode of what may fail, with the error thrown away."""
    call = _dropping(stmt)
    if call is None or not call.args:
        return
    if not _encodes(at, call):
        return
    value = call.args[0].value
    type_ = at.file.type_of(value, at.types)
    if type_ is not None and may_fail(at.file, type_):
        at.report(ENCODING, call.node, stmt.node, VALUE=at.text(value), CALL=at.text(call.func))


def _unsupported(at: At, call: Call, _: Stmt) -> None:
    """Encode as JSON what has no form in JSON: it fails every time."""
    if not _encodes(at, call):
        return
    value = call.args[0].value if call.args else None
    if value is not None and _never(at.file, at.file.type_of(value, at.types)):
        at.report(UNSUPPORTED, value.node, call.node, VALUE=at.text(value))


def _never(file: GoFile, type_: Type | None, depth: int = 4) -> bool:
    below = file.underlying(type_)
    if type_ is None or below is None or depth == 0 or _marshals_itself(file, type_):
        return False
    if below.kind in {"chan", "func"} or below.name in _FORMLESS:
        return True
    if below.kind == "map":
        key = file.underlying(below.args[0])
        odd = key is not None and (key.kind in {"struct", "ptr"} or key.name in _ODD_KEYS | _FORMLESS)
        return (odd and not _marshals_itself(file, below.args[0] or below)) or _never(
            file, below.element, depth - 1
        )
    inner = _encoded_fields(below) if below.kind == "struct" else below.args if below.kind in _HOLDING else ()
    return any(_never(file, one, depth - 1) for one in inner)


def _encodes(at: At, call: Call) -> bool:
    if at.file.path(call.func, at.types) in {"encoding/json.Marshal", "encoding/json.MarshalIndent"}:
        return True
    return isinstance(call.func, Attr) and call.func.name == "Encode" and _encoder(at, call.func.base)


def _encoder(at: At, base: Expr) -> bool:
    if isinstance(base, Call) and at.file.path(base.func, at.types) == "encoding/json.NewEncoder":
        return True
    return _type_name(at.file.type_of(base, at.types)) == "encoding/json.Encoder"


def _dropping(stmt: Stmt) -> Call | None:
    """Return the call whose last result the statement drops."""
    if isinstance(stmt, Do) and isinstance(stmt.value, Call):
        return stmt.value
    if isinstance(stmt, Assign) and isinstance(stmt.value, Call) and not stmt.op:
        last: Expr = stmt.target
        if isinstance(last, Collection) and last.items:
            last = last.items[-1][1]
        if isinstance(last, Name) and last.id == "_":
            return stmt.value
    return None


def may_fail(file: GoFile, type_: Type | None, depth: int = 8, seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether encoding a value of the type as JSON can fail; what the file does not tell may."""
    if type_ is not None and type_.kind == "named" and type_.name in seen:
        return False
    below = file.underlying(type_)
    if type_ is None or below is None or depth == 0 or _marshals_itself(file, type_):
        return True
    if below.kind in {"iface", "chan", "func", "named", "nil"}:
        return below.kind != "nil" and below.name not in _SAFE
    if below.kind == "map" and _is_odd_key(file, below.args[0]):
        return True
    inner = below.args[-1:] if below.kind != "struct" else _encoded_fields(below)
    known = seen | {type_.name} if type_.kind == "named" else seen
    return any(may_fail(file, one, depth - 1, known) for one in inner)


def _encoded_fields(type_: Type) -> tuple[Type, ...]:
    return tuple(
        field.type
        for field in type_.fields
        if (field.name[:1].isupper() or field.embedded) and 'json:"-"' not in field.tag
    )


def _marshals_itself(file: GoFile, type_: Type) -> bool:
    return any(file.method(type_, name) is not None for name in ("MarshalJSON", "MarshalText"))


def _is_odd_key(file: GoFile, type_: Type | None) -> bool:
    below = file.underlying(type_)
    return (
        below is None
        or below.name not in _SAFE
        or below.name == "bool"
        or _marshals_itself(file, type_ or below)
    )


def _atomic(at: At, stmt: Stmt) -> None:
    if not isinstance(stmt, Assign) or stmt.value is None:
        return
    pairs = [(stmt.target, stmt.value)]
    if isinstance(stmt.target, Collection) and isinstance(stmt.value, Collection):
        pairs = [(t, v) for (_, t), (_, v) in zip(stmt.target.items, stmt.value.items, strict=False)]
    elif stmt.node.kind() != "assignment_statement":
        return  # `x := atomic.AddInt64(&x, 1)` makes a new variable
    for target, value in pairs:
        if not (isinstance(value, Call) and value.args):
            continue
        adds = at.file.path(value.func, at.types).startswith("sync/atomic.Add")
        if adds and _same_place(at.text(target), at.text(value.args[0].value)):
            at.report(ATOMIC, stmt.node, TARGET=at.text(target))


def _same_place(target: str, address: str) -> bool:
    return address.replace(" ", "") == f"&{target}".replace(" ", "") or target.replace(
        " ", ""
    ) == f"*{address}".replace(" ", "")


CHECKS = {
    UNUSED: Check(_UNUSED_WORDS, statement=_unused, fits=_is_statement),
    NO_POINTER: Check((".Unmarshal(", ".Decode("), call=_no_pointer),
    ENCODING: Check((".Marshal", ".Encode("), statement=_encoding),
    UNSUPPORTED: Check((".Marshal", ".Encode("), call=_unsupported),
    ATOMIC: Check((".AddInt", ".AddUint"), statement=_atomic),
}
