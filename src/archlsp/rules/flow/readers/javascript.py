"""Reads JavaScript and TypeScript, with JSX or without, into the program of `ir.py`."""

from collections.abc import Callable, Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Assign,
    Attr,
    Block,
    Call,
    Cases,
    Collection,
    Const,
    Define,
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
)
from archlsp.rules.flow.readers import javascript_imports as imports
from archlsp.rules.flow.readers.javascript_functions import Functions
from archlsp.rules.flow.readers.javascript_text import type_name
from archlsp.rules.source import Source

_SILENT = frozenset(
    {
        "assignment_expression",
        "augmented_assignment_expression",
        "update_expression",
        "internal_module",
        "module",
    }
)
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


class _Statements(Functions):
    """Turns nodes into statements."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.imports: dict[str, str] = {}
        self._depth = 0
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

    def block(self, node: SgNode) -> Block:
        """Read the statements of a block, or a statement alone."""
        self._depth += 1
        try:
            children = node.children() if node.kind() == "statement_block" else (node,)
            return self.statements(children)
        finally:
            self._depth -= 1

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

    def _add(self, statement: Stmt) -> None:
        self.pending.append(statement)

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

    def _add_value(self, node: SgNode, kind: str) -> None:
        value = self.expr(node)
        if kind not in _SILENT:
            self._add(Do(node, value, "yield" if kind == "yield_expression" else ""))

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

    def _if(self, node: SgNode) -> None:
        parts = [child for child in node.children() if child.is_named() and child.kind() != "comment"]
        test = self.test(parts[0])
        then = self.block(parts[1]) if len(parts) > 1 else ()
        other: Block = ()
        if len(parts) > 2:  # noqa: PLR2004 - test, block, else
            inner = [child for child in parts[2].children() if child.is_named()]
            other = self.block(inner[-1]) if inner else ()
        self._add(If(node, test, then, other))

    def _for(self, node: SgNode) -> None:
        test, step = node.field("condition"), node.field("increment")
        start, body = node.field("initializer"), node.field("body")
        before = self.block(start) if start is not None else ()
        condition = self.test(test) if test is not None and test.kind() != "empty_statement" else None
        rounds = self.block(body) if body is not None else ()
        self._add(Loop(node, rounds, test=condition, before=before, step=self._step(step)))

    def _step(self, node: SgNode | None) -> Block:
        if node is None:
            return ()
        before, self.pending = self.pending, []
        try:
            self._add_value(node, node.kind())
            return tuple(self.pending)
        finally:
            self.pending = before

    def _for_each(self, node: SgNode) -> None:
        left, right, body = node.field("left"), node.field("right"), node.field("body")
        if left is None or right is None:
            self._add(Do(node, self.other(node)))
            return
        over = self.expr(right)
        sign = node.field("operator")
        if sign is not None and self.text(sign) == "in":
            over = Call(right, Attr(right, Name(right, "Object"), "keys"), (Arg(over),))
        rounds = self.block(body) if body is not None else ()
        self._add(Loop(node, rounds, target=self.pattern(left), over=over))

    def _while(self, node: SgNode) -> None:
        test, body = node.field("condition"), node.field("body")
        condition = self.test(test) if test is not None else None
        self._add(Loop(node, self.block(body) if body is not None else (), test=condition))

    def _switch(self, node: SgNode) -> None:
        subject, body = node.field("value"), node.field("body")
        value = self.expr(subject) if subject is not None else None
        children = body.children() if body is not None else []
        cases = [self._case(child) for child in children if child.kind() in {"switch_case", "switch_default"}]
        self._add(Cases(node, value, tuple(cases)))

    def _case(self, node: SgNode) -> tuple[Expr | None, Block]:
        parts = node.children()
        colon = next((at for at, part in enumerate(parts) if part.kind() == ":"), 0)
        label = self.expr(parts[colon - 1]) if colon > 1 else None
        return label, self._deeper(parts[colon + 1 :])

    def _deeper(self, nodes: Sequence[SgNode]) -> Block:
        self._depth += 1
        try:
            return self.statements(nodes)
        finally:
            self._depth -= 1

    def _try(self, node: SgNode) -> None:
        body: Block = ()
        last: Block = ()
        handlers: tuple[Handler, ...] = ()
        for child in node.children():
            kind = child.kind()
            if kind == "statement_block":
                body = self.block(child)
            elif kind == "catch_clause":
                handlers = (self._handler(child),)
            elif kind == "finally_clause":
                last = self.block(child.children()[-1])
        self._add(Try(node, body, handlers, last=last))

    def _handler(self, node: SgNode) -> Handler:
        caught, body = node.field("parameter"), node.field("body")
        name = self.text(caught) if caught is not None and caught.kind() == "identifier" else None
        return Handler(node, (), name, self.block(body) if body is not None else ())

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
