"""A .proto file against what it said before: what breaks messages that are stored or under way, and those who call."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from archlsp.rules.protochecks import Finding
from archlsp.rules.prototext import Block, Field, File

CHANGES = frozenset({"wire-change", "not-reserved", "renamed", "service-change"})
# Types of one line are read alike by a parser; whoever reads the wider one may lose digits, but not the message.
_ALIKE = (
    frozenset({"int32", "uint32", "int64", "uint64", "bool"}),
    frozenset({"sint32", "sint64"}),
    frozenset({"string", "bytes"}),
    frozenset({"fixed32", "sfixed32"}),
    frozenset({"fixed64", "sfixed64"}),
)
_NARROWING = frozenset({("int64", "int32"), ("uint64", "uint32"), ("sint64", "sint32"), ("bytes", "string")})
_NUMBERS = frozenset(
    [
        "double",
        "float",
        "int32",
        "int64",
        "uint32",
        "uint64",
        "sint32",
        "sint64",
        "fixed32",
        "fixed64",
        "sfixed32",
        "sfixed64",
        "bool",
    ]
)
Change = tuple[str, Finding]
Blocks = Mapping[tuple[str, str], Block]


def changes(before: File, now: File) -> Iterator[Change]:
    """Yield what breaks, with what it is."""
    if before.package and now.package and before.package != now.package:
        yield "service-change", Finding(now.package, now.package_range)
    there: Blocks = {(block.kind, block.name): block for block in now.blocks}
    for old in before.blocks:
        new = there.get((old.kind, old.name))
        if old.kind == "service":
            yield from _service(old, new, now)
        elif new is not None:
            yield from _fields(old, new)


def _service(old: Block, new: Block | None, now: File) -> Iterator[Change]:
    if new is None:
        top = now.blocks[0].range if now.blocks else (0, 0)
        yield "service-change", Finding(old.name, top, is_gone=True)
        return
    rpcs = {rpc.name: rpc for rpc in new.rpcs}
    for rpc in old.rpcs:
        after = rpcs.get(rpc.name)
        if after is None:
            yield "service-change", Finding(f"{old.name}.{rpc.name}", new.range, is_gone=True)
        elif (rpc.request, rpc.response, rpc.streams) != (after.request, after.response, after.streams):
            yield "service-change", Finding(f"{old.name}.{rpc.name}", after.range)


def _fields(old: Block, new: Block) -> Iterator[Change]:
    by_number = {field.number: field for field in new.fields}
    by_name = {field.name: field for field in new.fields}
    for field in old.fields:
        if field.number is None:
            continue
        same_name, same_number = by_name.get(field.name), by_number.get(field.number)
        named = f"{old.name}.{field.name}"
        if same_number is None and same_name is None:
            if not _is_reserved(field, new):
                yield "not-reserved", Finding(named, new.range, is_gone=True)
        elif same_name is not None and same_name.number != field.number:
            if same_name.number is not None:
                yield "wire-change", Finding(named, same_name.number_range)
        elif same_number is not None:
            yield from _same_number(old, field, same_number)


def _same_number(block: Block, old: Field, new: Field) -> Iterator[Change]:
    named = f"{block.name}.{new.name}"
    if not _fits(old, new):
        yield "wire-change", Finding(named, new.range)
    elif old.name != new.name:
        # Another name for another thing under an old number reads stored data as something that it is not.
        is_other = block.kind == "message" and not _resemble(old.name, new.name)
        yield "wire-change" if is_other else "renamed", Finding(named, new.range)


def _fits(old: Field, new: Field) -> bool:
    """Tell whether what was written as the one is read as the other."""
    is_list, was_list = new.label == "repeated", old.label == "repeated"
    # Numbers in a list are packed; texts and messages in a list are read as the last of them.
    if is_list != was_list and (was_list or old.type in _NUMBERS):
        return False
    was, is_now = _bare(old.type), _bare(new.type)
    if was == is_now:
        return True
    return any({was, is_now} <= alike for alike in _ALIKE) and (was, is_now) not in _NARROWING


def _bare(kind: str) -> str:
    return kind.rpartition(".")[2] if not kind.startswith("map<") else kind


def _resemble(one: str, other: str) -> bool:
    """Tell whether a name looks like a rename of another: a word in common, or nearly the same letters."""
    words = set(one.lower().split("_")) & set(other.lower().split("_"))
    return bool(words) or sum(a == b for a, b in zip_longest(one, other)) * 2 > len(other)


def _is_reserved(field: Field, block: Block) -> bool:
    number = field.number or 0
    return any(first <= number <= last for first, last in block.reserved_numbers)
