"""What runs once for each element of something, in Python and JavaScript: loops, comprehensions, callbacks of map."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ast_grep_py import SgNode

from archlsp.rules.descent import Branch
from archlsp.rules.source import Source

FUNCTIONS = frozenset(
    {"function_definition", "lambda", "function_declaration", "function_expression", "arrow_function"}
    | {"method_definition", "generator_function_declaration", "generator_function"}
)
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_LEAVES = frozenset({"return_statement", "break_statement"})
_NEGATIVE = re.compile(
    r"^\(*\s*(?:not\b|!)|is None|[!=]==? ?(?:null|undefined|false)|[<>]|length|\|\||\bor\b"
)
_BLOCKS = frozenset({"block", "statement_block"})
_CALLBACK = re.compile(r"\.(?:map|forEach|flatMap|mapSeries|each|eachSeries|concurrent)$")
_CALLBACK_DEPTH = 3
_FEW = re.compile(
    r"(?i)^(?:range|count|itertools\.count|batched|chunked)\(|chunk|batch|partition|\bpages?\b|retries|attempts|range\("
)
_WORD = re.compile(r"[^\W\d]\w*")
_MADE = re.compile(
    r"(?m)(?:^|[;{(]|\b(?:const|let|var)\s)[ \t]*+"
    r"(?P<names>\w++(?:,\s*+\w++)*+|\{[^{}=]{0,500}\}|\[[^\[\]=]{0,500}\])\s*+=(?!=)\s*+(?P<value>[^;\n]*)"
)
_USED = re.compile(r"(?<![\w.'\"])([^\W\d]\w*)(?!\w)(?!\s*[=:](?!=))")
_READ = re.compile(r"(?<![\w.'\"])([^\W\d]\w*)")
_DEFINES = re.compile(r"(?:def|function)\s+$")
_OWNERS = ("self.", "this.", "cls.")
_DECLARES = frozenset({"const", "let", "var", "_", "await"})


@dataclass(frozen=True, slots=True)
class Each:
    """A loop over elements: its extent, what it goes over (extent and text), the variables that change with it."""

    start: int
    end: int
    over_at: tuple[int, int]
    over: str
    names: frozenset[str]

    def changes(self, text: str) -> bool:
        """Tell whether a piece of code differs from element to element."""
        return uses(text, self.names)


def each_around(source: Source, start: int, end: int) -> Each | None:
    """Return the innermost loop that a place is run by once an element, unless the loop ends there with it."""
    around = list(source.trunk.around(start, end))
    for at in range(len(around) - 1, 0, -1):
        branch, inner = around[at], around[at + 1 :]
        kind = str(branch.node.kind())
        if kind in {"for_statement", "for_in_statement"} or kind in _COMPREHENSIONS:
            found = _loop(source, branch, inner, start)
            if found is not None:
                return None if _leaves(inner) else found
        elif kind in FUNCTIONS:
            return _callback(source, around[: at + 1])
    return None


def _loop(source: Source, branch: Branch, inner: Sequence[Branch], start: int) -> Each | None:
    clause = branch.node
    if branch.node.kind() in _COMPREHENSIONS:
        clauses = [child for child in branch.node.children() if child.kind() == "for_in_clause"]
        if not clauses:
            return None
        clause = clauses[0]
    left, right = clause.field("left"), clause.field("right")
    if left is None or right is None:
        return _counted(source, branch, inner)
    place = right.range()
    if start < place.end.index and clause is branch.node:
        return None
    if clause is not branch.node and place.start.index <= start < place.end.index:
        return None
    over_at = (place.start.index, place.end.index)
    return _each(source, branch, over_at, source.text_of(left))


def _counted(source: Source, branch: Branch, inner: Sequence[Branch]) -> Each | None:
    """`for (let i = 0; ..)` over what is indexed by i."""
    body = branch.node.field("body")
    head = source.text[branch.start : body.range().start.index] if body is not None else ""
    counter = re.search(r"\b(?:let|var)\s+(\w+)\s*=", head)
    if counter is None or not inner or ".length" not in head:
        return None
    text = source.text[branch.start : branch.end]
    elements = set(re.findall(rf"\b(?:const|let|var)\s+(\w+)\s*=\s*[\w.]+\[{counter[1]}\]", text))
    return _made(source, branch, (branch.start, branch.start + len(head)), head, elements)


def _each(source: Source, branch: Branch, over_at: tuple[int, int], left: str) -> Each | None:
    return _made(
        source,
        branch,
        over_at,
        source.text[slice(*over_at)],
        set(_WORD.findall(left)) - {"const", "let", "var"},
    )


def _made(
    source: Source, branch: Branch, over_at: tuple[int, int], over: str, names: set[str]
) -> Each | None:
    if _FEW.search(over) or not names:
        return None
    text = source.text[branch.start : branch.end]
    found = set(names)
    for made in _MADE.finditer(text):
        if not names.isdisjoint(_READ.findall(made["value"])):
            found |= set(_WORD.findall(made["names"]))
    return Each(branch.start, branch.end, over_at, over, frozenset(found - _DECLARES))


def _leaves(inner: Sequence[Branch]) -> bool:
    """Tell whether the block around leaves the loop: it looks for one element."""
    blocks = [branch for branch in inner if branch.node.kind() in _BLOCKS]
    return bool(blocks) and any(_is_leave(child) for child in blocks[-1].node.children())


def _is_leave(statement: SgNode) -> bool:
    """`return`, `break`, or `if found: return`; not `if not found: return`, which gives up on an error."""
    if statement.kind() in _LEAVES:
        return True
    test, then = statement.field("condition"), statement.field("consequence")
    if statement.kind() != "if_statement" or test is None or then is None or _NEGATIVE.search(test.text()):
        return False
    return then.kind() in _LEAVES or any(child.kind() in _LEAVES for child in then.children())


def _callback(source: Source, around: Sequence[Branch]) -> Each | None:
    """A function handed to map and the like runs once an element."""
    if (
        len(around) < _CALLBACK_DEPTH
        or around[-2].node.kind() != "arguments"
        or around[-3].node.kind() != "call_expression"
    ):
        return None
    function, call = around[-1], around[-3]
    callee = call.node.field("function")
    text = source.text_of(callee) if callee is not None else ""
    if not _CALLBACK.search(text):
        return None
    parameters = function.node.field("parameters") or function.node.field("parameter")
    if parameters is None:
        return None
    over_at = (call.start, call.start + text.rfind("."))
    return _each(source, function, over_at, source.text_of(parameters).split("=>")[0])


def function_around(around: Sequence[Branch]) -> Branch | None:
    """Return the innermost function of a way down."""
    return next((branch for branch in reversed(around) if branch.node.kind() in FUNCTIONS), None)


def chain_around(around: Sequence[Branch], kinds: frozenset[str]) -> Branch:
    """Return the whole chain of calls and members that a place is the beginning of."""
    whole = around[-1]
    for branch in reversed(around):
        if branch.node.kind() not in kinds:
            break
        whole = branch
    return whole


def is_code(around: Sequence[Branch]) -> bool:
    """Tell whether a place is neither in a text nor in a comment."""
    return not {str(branch.node.kind()) for branch in around} & {
        "comment",
        "string",
        "template_string",
        "regex",
    }


def calls_of(source: Source, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a function of the file, or a method of the object itself, is called."""
    text, sought = source.text, name + "("
    at = text.find(sought)
    while at >= 0:
        owner = next((one for one in _OWNERS if text.startswith(one, at - len(one))), "")
        start = at - len(owner)
        before = text[max(0, start - 12) : start]
        if not (before[-1:].isalnum() or before[-1:] in {"_", ".", "$"} or _DEFINES.search(before)):
            yield start, at + len(name)
        at = text.find(sought, at + 1)


def uses(text: str, names: frozenset[str]) -> bool:
    """Tell whether a piece of code reads one of some variables."""
    return not names.isdisjoint(_USED.findall(text))
