"""Reads JavaScript and TypeScript, with JSX or without, into the program of `ir.py`."""

from collections.abc import Callable, Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Collection,
    Const,
    Define,
    Do,
    Exit,
    Expr,
    Module,
    Name,
    Stmt,
)
from archlsp.rules.flow.readers import javascript_imports as imports
from archlsp.rules.flow.readers.javascript_control import Control
from archlsp.rules.flow.readers.javascript_text import type_name
from archlsp.rules.source import Source

_CLASSES = ("class_declaration", "abstract_class_declaration")
_FUNCTIONS = ("function_declaration", "generator_function_declaration")
_NOTHING = (
    "empty_statement",
    "comment",
    "interface_declaration",
    "type_alias_declaration",
    "ambient_declaration",
    "function_signature",
    "import_alias",
    "debugger_statement",
)


def read(source: Source) -> Module:
    """Read a file; the bodies of its functions are read when they are first needed."""
    reader = _Statements(source)
    body = reader.statements(source.root.children())
    return Module(reader.imports, body)


class _Statements(Control):
    """Turns nodes into statements."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.imports: dict[str, str] = {}
        self._do: dict[str, Callable[[SgNode], None]] = {
            "expression_statement": self._expression,
            **dict.fromkeys(
                ("lexical_declaration", "variable_declaration", "using_declaration"), self._declare
            ),
            **dict.fromkeys(_FUNCTIONS, lambda node: self._add(Define(node, self.function(node)))),
            **dict.fromkeys(_CLASSES, lambda node: self._add(Define(node, self.klass(node)))),
            "return_statement": lambda node: self._leave(node, "return"),
            "throw_statement": lambda node: self._leave(node, "raise"),
            "break_statement": lambda node: self._add(Exit(node, "break")),
            "continue_statement": lambda node: self._add(Exit(node, "continue")),
            "if_statement": self._if,
            "for_statement": self._for,
            "for_in_statement": self._for_each,
            **dict.fromkeys(("while_statement", "do_statement"), self._while),
            "switch_statement": self._switch,
            "try_statement": self._try,
            "import_statement": lambda node: imports.of_statement(node, self.text, self.imports),
            "export_statement": self._export,
            **dict.fromkeys(("internal_module", "module"), self._last_block),
            **dict.fromkeys(("labeled_statement", "with_statement"), self._last_block),
            **dict.fromkeys(("statement_block", "class_static_block"), self._inline),
            "enum_declaration": self._enum,
            **dict.fromkeys(_NOTHING, lambda _: None),
        }

    def statements(self, nodes: Sequence[SgNode]) -> Block:
        """Read statements; definitions of functions come first, as they do when the code runs."""
        before, self.pending = self.pending, []
        try:
            for node in nodes:
                if node.is_named():
                    self.statement(node)
            first = [one for one in self.pending if _is_hoisted(one)]
            return (
                (*first, *(one for one in self.pending if not _is_hoisted(one)))
                if first
                else (*self.pending,)
            )
        finally:
            self.pending = before

    def statement(self, node: SgNode) -> None:
        """Read one statement."""
        do = self._do.get(node.kind())
        if do is not None:
            do(node)
        else:
            self._add(Do(node, self.expr(node)))

    def _expression(self, node: SgNode) -> None:
        inner = node.child(0)
        if inner is None:
            return
        kind = inner.kind()
        if kind in {"internal_module", "module"}:
            self._last_block(inner)
        elif kind == "sequence_expression":
            for part in inner.children():
                if part.is_named():
                    self._add_value(part, part.kind())
        else:
            self._add_value(inner, kind)

    def _declare(self, node: SgNode) -> None:
        for child in node.children():
            if child.kind() == "variable_declarator":
                self._declarator(child)

    def _declarator(self, node: SgNode) -> None:
        parts = node.children()
        target = self.pattern(parts[0])
        value: Expr | None = None
        declared = None
        for at, part in enumerate(parts):
            kind = part.kind()
            if kind == "type_annotation":
                declared = type_name(self.text(part))
            elif kind == "=":
                value = self.named_expr(parts[at + 1], target.id if isinstance(target, Name) else "")
                break
        if value is not None and not self._depth and imports.of_require(target, value, self.imports):
            return
        self._add(Assign(node, target, value, type=declared))

    def _leave(self, node: SgNode, kind: str) -> None:
        value = next((self.expr(child) for child in node.children() if child.is_named()), None)
        self._add(Exit(node, kind, value))

    def _export(self, node: SgNode) -> None:
        decorators: list[Expr] = []
        is_default = False
        for child in node.children():
            kind = child.kind()
            if kind == "decorator":
                decorators.append(self.decorator(child))
            elif kind == "default":
                is_default = True
            elif kind in _CLASSES:
                self._add(Define(child, self.klass(child, decorators)))
            elif kind in self._do:
                self._do[kind](child)
            elif is_default and child.is_named() and kind != "comment":
                value = self.named_expr(child, "default")
                self._add(Assign(node, Attr(child, Name(child, "exports"), "default"), value))

    def _last_block(self, node: SgNode) -> None:
        self._inline(node.children()[-1])

    def _inline(self, node: SgNode) -> None:
        """A plain block adds nothing to the statements around it."""
        for child in node.children() if node.kind() in {"statement_block", "class_static_block"} else (node,):
            if child.is_named():
                self.statement(child)

    def _enum(self, node: SgNode) -> None:
        body, name = node.field("body"), node.field("name")
        items: list[tuple[Expr | None, Expr]] = []
        for child in body.children() if body is not None else ():
            if child.kind() == "enum_assignment":
                parts = [part for part in child.children() if part.is_named()]
                items.append((self.key(parts[0]), self.expr(parts[-1])))
            elif child.is_named():
                items.append((self.key(child), Const(child, self.text(child))))
        if name is not None:
            self._add(Assign(node, Name(name, self.text(name)), Collection(node, "dict", tuple(items))))


def _is_hoisted(statement: Stmt) -> bool:
    return isinstance(statement, Define) and statement.node.kind() in _FUNCTIONS
