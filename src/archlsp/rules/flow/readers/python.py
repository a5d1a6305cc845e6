"""Python: from the syntax tree to the program of `ir.py`."""

from collections.abc import Callable, Iterator

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Assign,
    Block,
    Call,
    Const,
    Do,
    Exit,
    Expr,
    Handler,
    If,
    Loop,
    Module,
    Name,
    Stmt,
    Try,
    With,
)
from archlsp.rules.flow.readers.python_definitions import Definitions
from archlsp.rules.flow.readers.python_imports import imported
from archlsp.rules.flow.readers.python_match import read_match
from archlsp.rules.source import Source

_PLAIN_ASSIGNMENT = 3


def read(source: Source) -> Module:
    """Read a file. Imports inside functions count from when the function's body is read."""
    reader = Reader(source)
    body = reader.block(source.root)
    return Module(reader.imports, body, tuple(reader.wildcards))


class Reader(Definitions):
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
                read(self, node)
            elif kind not in _SILENT:
                self.out.append(Do(node, self.expr(node)))

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

    def _if(self, node: SgNode) -> None:
        test = self._condition(node)
        then = self.block(node.field("consequence"))
        self.out.append(If(node, test, then, self._otherwise(node.field_children("alternative"))))

    def _otherwise(self, nodes: list[SgNode]) -> Block:
        if not nodes:
            return ()
        first = nodes[0]
        if first.kind() != "elif_clause":
            return self._clause(first)
        then = self.block(first.field("consequence"))
        return (If(first, self._condition(first), then, self._otherwise(nodes[1:])),)

    def _condition(self, node: SgNode) -> Expr:
        test = node.field("condition")
        return Const(node, value=True) if test is None else self.test(test)

    def _clause(self, node: SgNode | None) -> Block:
        """The block of an else or a finally."""
        if node is None:
            return ()
        return self.block(next((child for child in node.named_children() if child.kind() == "block"), None))

    def _for(self, node: SgNode) -> None:
        left, right = node.field("left"), node.field("right")
        over = self.expr(right) if right is not None else None
        target = self.expr(left) if left is not None else None
        self.out.append(Loop(node, self.block(node.field("body")), target, over))
        self.out.extend(self._clause(node.field("alternative")))

    def _while(self, node: SgNode) -> None:
        test = self._condition(node)
        self.out.append(Loop(node, self.block(node.field("body")), test=test))
        self.out.extend(self._clause(node.field("alternative")))

    def _with(self, node: SgNode) -> None:
        items: list[tuple[Expr | None, Expr]] = []
        for clause in node.named_children():
            if clause.kind() == "with_clause":
                items += [self._item(item) for item in self._named(clause)]
        self.out.append(With(node, tuple(items), self.block(node.field("body"))))

    def _item(self, node: SgNode) -> tuple[Expr | None, Expr]:
        value = (self._named(node) or [node])[0]
        if value.kind() != "as_pattern":
            return None, self.expr(value)
        named = self._named(value)
        return self.expr(named[-1]), self.expr(named[0])

    def _try(self, node: SgNode) -> None:
        handlers: list[Handler] = []
        other: Block = ()
        last: Block = ()
        for child in node.named_children():
            kind = child.kind()
            if kind in {"except_clause", "except_group_clause"}:
                handlers.append(self._handler(child))
            elif kind == "else_clause":
                other = self._clause(child)
            elif kind == "finally_clause":
                last = self._clause(child)
        self.out.append(Try(node, self.block(node.field("body")), tuple(handlers), other, last))

    def _handler(self, node: SgNode) -> Handler:
        *what, body = self._named(node)
        if what and what[0].kind() == "as_pattern":
            what = self._named(what[0])
        types = tuple(self._types(what[0])) if what else ()
        name = self.text(what[1]) if len(what) > 1 else None
        return Handler(node, types, name, self.block(body))

    def _types(self, node: SgNode) -> Iterator[str]:
        kind = node.kind()
        if kind in {"tuple", "parenthesized_expression"}:
            for child in self._named(node):
                yield from self._types(child)
        elif kind in {"identifier", "attribute"}:
            yield self.text(node)
        else:
            yield "*"

    def _exit(self, node: SgNode) -> None:
        self.out.append(Exit(node, node.kind().removesuffix("_statement")))

    def _import(self, node: SgNode) -> None:
        names, wildcards = imported(node, self.text)
        self.imports.update(names)
        self.wildcards += wildcards

    def _match(self, node: SgNode) -> None:
        self.out.append(read_match(self, node))

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
