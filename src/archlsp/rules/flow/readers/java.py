"""Java: from the syntax tree to the program of `ir.py`."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Call,
    Define,
    Do,
    Exit,
    Expr,
    Lambda,
    Module,
    Name,
    Stmt,
)
from archlsp.rules.flow.readers.java_compound import EMITTING, Compound
from archlsp.rules.flow.readers.java_definitions import CLASSES
from archlsp.rules.flow.readers.java_types import NUMBERS, imported, is_comment
from archlsp.rules.source import Source


def read(source: Source) -> Module:
    """Read a file. Nested classes stand beside the outer one; a Jakarta name is the javax name it had."""
    reader = Reader(source)
    children = source.root.named_children()
    declarations = [child for child in children if child.kind() == "import_declaration"]
    reader.imports, wildcards = imported(declarations)
    with reader.collecting() as body:
        for child in children:
            reader.statement(child)
    return Module(reader.imports, tuple(body), wildcards)


class Reader(Compound):
    """Reads statements into `out`."""

    def block(self, node: SgNode | None) -> Block:
        """Read the statements below a node."""
        if node is None:
            return ()
        with self.collecting() as out:
            for child in node.named_children():
                self.statement(child)
        return tuple(out)

    def one(self, node: SgNode) -> Block:
        """Read one statement, which may be a block."""
        if node.kind() == "block":
            return self.block(node)
        with self.collecting() as out:
            self.statement(node)
        return tuple(out)

    def statement(self, node: SgNode) -> None:
        """Read a statement; an expression where none should be is one, too."""
        kind = node.kind()
        read = _STATEMENTS.get(kind)
        if read is not None:
            read(self, node)
        elif kind in CLASSES:
            self._class(node)
        elif kind not in _SILENT:
            self.out.append(Do(node, self.expr(node)))

    def _class(self, node: SgNode) -> None:
        found = self.class_(node)
        self.out.append(Define(node, found))
        if self.scope.owner is not None:
            # A class inside a method: nobody would ever run its methods.
            self.out += [Do(one.node, Lambda(one.node, one)) for one in found.functions]

    def _method(self, node: SgNode) -> None:
        self.out.append(Define(node, self.function(node, None)))

    def _switched(self, node: SgNode) -> None:
        self.switch(node, None)

    def _nested(self, node: SgNode) -> None:
        self.out += self.block(node)

    def _expression(self, node: SgNode) -> None:
        for child in node.named_children():
            kind = child.kind()
            if kind in EMITTING:
                self.expr(child)
            elif kind == "method_invocation":
                self.out.append(_filling(child, self.expr(child)))
            elif not is_comment(child):
                self.out.append(Do(child, self.expr(child)))

    def _declaration(self, node: SgNode) -> None:
        declared: str | None = None
        for child in node.named_children():
            kind = child.kind()
            if kind == "variable_declarator":
                self._declarator(child, declared)
            elif kind.endswith(("type", "type_identifier")):
                declared = self.type_of(child)

    def _declarator(self, node: SgNode, declared: str | None) -> None:
        named = [child for child in self.named(node) if child.kind() != "dimensions"]
        value = self.expr(named[-1]) if len(named) > 1 else None
        if value is not None and declared in NUMBERS:
            value = self.as_number(value)
        name = self.text(named[0])
        self.scope.locals[name] = declared
        self.out.append(Assign(node, Name(named[0], name), value, type=declared))

    def _labeled(self, node: SgNode) -> None:
        self.statement(self.named(node)[-1])

    def _exit(self, node: SgNode) -> None:
        kind = _EXITS[node.kind()]
        named = self.named(node) if kind in {"return", "raise"} else []
        self.out.append(Exit(node, kind, self.expr(named[0]) if named else None))

    def _assert(self, node: SgNode) -> None:
        self.out.append(Do(node, self.inner(node), "assert"))

    def _construct(self, node: SgNode) -> None:
        """this(..) or super(..)."""
        args = next((child for child in node.named_children() if child.kind() == "argument_list"), None)
        if args is None:
            return
        name = next((child.kind() for child in node.children() if child.kind() in {"this", "super"}), "super")
        self.out.append(Do(node, Call(node, Name(node, name), self.arguments(args))))


def _filling(node: SgNode, call: Expr) -> Stmt:
    """A method that fills an array it is given is as good as one that returns what it fills it with."""
    if (
        isinstance(call, Call)
        and isinstance(call.func, Attr)
        and (at := _FILLED.get(call.func.name)) is not None
    ):
        target = call.args[at].value if at < len(call.args) else None
        if isinstance(target, Name | Attr):
            return Assign(node, target, call)
    return Do(node, call)


_FILLED = {"nextBytes": 0, "read": 0, "readFully": 0, "arraycopy": 2}
_SILENT = frozenset(
    {"line_comment", "block_comment", "import_declaration", "package_declaration", "module_declaration"}
    | {"identifier", "modifiers", ";"}
)
_EXITS = {
    "return_statement": "return",
    "throw_statement": "raise",
    "break_statement": "break",
    "continue_statement": "continue",
}
_STATEMENTS: dict[str, Callable[[Reader, SgNode], None]] = {
    "expression_statement": Reader._expression,
    "local_variable_declaration": Reader._declaration,
    "field_declaration": Reader._declaration,
    "if_statement": Reader._if,
    "for_statement": Reader._for,
    "enhanced_for_statement": Reader._for_each,
    "while_statement": Reader._while,
    "do_statement": Reader._while,
    "try_statement": Reader._try,
    "try_with_resources_statement": Reader._try,
    "switch_expression": Reader._switched,
    "synchronized_statement": Reader._synchronized,
    "labeled_statement": Reader._labeled,
    "assert_statement": Reader._assert,
    "explicit_constructor_invocation": Reader._construct,
    "yield_statement": Reader.yielded,
    "method_declaration": Reader._method,
    "constructor_declaration": Reader._method,
    "block": Reader._nested,
    "ERROR": Reader._nested,
    **dict.fromkeys(_EXITS, Reader._exit),
}
