"""Python: from the syntax tree to the program of `ir.py`."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Assign,
    Block,
    Call,
    Do,
    Exit,
    Expr,
    Module,
    Name,
)
from archlsp.rules.flow.readers.python_compound import Compound
from archlsp.rules.flow.readers.python_imports import imported
from archlsp.rules.source import Source

_PLAIN_ASSIGNMENT = 3


def read(source: Source) -> Module:
    """Read a file. What is imported inside a function is assigned there, and known outside where nothing else is."""
    reader = Reader(source)
    body = reader.block(source.root)
    return Module(reader.imports, body, tuple(reader.wildcards))


class Reader(Compound):
    """Reads statements into `out`."""

    def __init__(self, source: Source) -> None:
        """Keep the source; nothing is read yet."""
        super().__init__(source)
        self.imports: dict[str, str] = {}
        self.wildcards: list[str] = []

    def block(self, node: SgNode | None) -> Block:
        """Read the statements below a node."""
        if node is None:
            return ()
        before, self.out = self.out, []
        try:
            self._statements(node.named_children())
            return tuple(self.out)
        finally:
            self.out = before

    def one(self, node: SgNode) -> Block:
        """Read one statement."""
        before, self.out = self.out, []
        try:
            self._statements([node])
            return tuple(self.out)
        finally:
            self.out = before

    def _statements(self, nodes: list[SgNode]) -> None:
        for node in nodes:
            kind = node.kind()
            read = _STATEMENTS.get(kind)
            if read is not None:
                self._read_or_skip(read, node)
            elif kind not in _SILENT:
                self.out.append(Do(node, self.expr(node)))

    def _read_or_skip(self, read: "Callable[[Reader, SgNode], object]", node: SgNode) -> None:
        try:
            read(self, node)
        except (IndexError, ValueError):  # a part is missing: somebody is typing
            if read is not Reader._error:
                self._error(node)

    def _expression(self, node: SgNode) -> None:
        for child in node.named_children():
            kind = child.kind()
            if kind == "assignment":
                self._assignment(child)
            elif kind == "augmented_assignment":
                self._augmented(child)
            elif kind == "yield":
                self.expr(child)
            elif kind not in _WITHOUT_EFFECT:
                self.out.append(Do(child, self.expr(child)))

    def _assignment(self, node: SgNode) -> Expr | None:
        children = node.children()
        if len(children) == _PLAIN_ASSIGNMENT and children[1].kind() == "=":
            target, value, declared = children[0], children[2], None
        else:
            target, value, declared = children[0], node.field("right"), node.field("type")  # type: ignore[assignment]
        given = self._value(value) if value is not None else None
        type_ = self.type_of(declared) if declared is not None else None
        self.out.append(Assign(node, self.expr(target), given, type=type_))
        return given

    def _value(self, node: SgNode) -> Expr | None:
        kind = node.kind()
        if kind == "assignment":
            return self._assignment(node)
        if kind == "augmented_assignment":
            return self._augmented(node)
        return self.expr(node)

    def _augmented(self, node: SgNode) -> Expr | None:
        left, right, op = node.field("left"), node.field("right"), node.field("operator")
        if left is None or right is None or op is None:
            return None
        target = self.expr(left)
        self.out.append(Assign(node, target, self._value(right), op.kind().removesuffix("=")))
        return target

    def _return(self, node: SgNode) -> None:
        named = self._named(node)
        self.out.append(Exit(node, "return", self.expr(named[0]) if named else None))

    def _raise(self, node: SgNode) -> None:
        named = self._named(node)
        self.out.append(Exit(node, "raise", self.expr(named[0]) if named else None))

    def _delete(self, node: SgNode) -> None:
        self.out.append(Do(node, self._inner(node), "delete"))

    def _assert(self, node: SgNode) -> None:
        named = self._named(node)
        if named:
            self.out.append(Do(node, self.test(named[0]), "assert"))

    def _print(self, node: SgNode) -> None:
        """Python 2's print and exec."""
        name = node.kind().removesuffix("_statement")
        args = tuple(Arg(self.expr(child)) for child in self._named(node))
        self.out.append(Do(node, Call(node, Name(node, name), args)))

    def _exit(self, node: SgNode) -> None:
        self.out.append(Exit(node, node.kind().removesuffix("_statement")))

    def _import(self, node: SgNode) -> None:
        names, wildcards = imported(node, self.text)
        self.wildcards += wildcards
        if not self.depth:
            self.imports.update(names)
            return
        for local, qualified in names.items():
            self.imports.setdefault(local, qualified)
            self.out.append(Assign(node, Name(node, local), Name(node, qualified)))

    def _error(self, node: SgNode) -> None:
        """What does not parse: the statements and expressions in it are read as if it did."""
        self._statements(node.named_children())


_SILENT = frozenset(
    {
        "comment", "pass_statement", "global_statement", "nonlocal_statement", "future_import_statement",
        "type_alias_statement", "identifier", "string_start", "string_content", "string_end",
    }
)  # fmt: skip
_WITHOUT_EFFECT = frozenset({"comment", "string", "concatenated_string", "identifier", "ellipsis", "integer"})
_STATEMENTS: dict[str, Callable[[Reader, SgNode], object]] = {
    "expression_statement": Reader._expression,
    "assignment": Reader._assignment,
    "augmented_assignment": Reader._augmented,
    "return_statement": Reader._return,
    "raise_statement": Reader._raise,
    "delete_statement": Reader._delete,
    "assert_statement": Reader._assert,
    "print_statement": Reader._print,
    "exec_statement": Reader._print,
    "if_statement": Reader._if,
    "for_statement": Reader._for,
    "while_statement": Reader._while,
    "with_statement": Reader._with,
    "try_statement": Reader._try,
    "match_statement": Reader._match,
    "function_definition": Reader.function,
    "class_definition": Reader.class_,
    "decorated_definition": Reader.decorated,
    "import_statement": Reader._import,
    "import_from_statement": Reader._import,
    "break_statement": Reader._exit,
    "continue_statement": Reader._exit,
    "ERROR": Reader._error,
    "block": Reader._error,
}
