"""Python's functions, classes, parameters and types, from the tree to `ir.py`."""

from functools import partial

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Block, Class, Define, Expr, Function, Name, Param, Stmt
from archlsp.rules.flow.readers.python_expressions import Expressions
from archlsp.rules.flow.readers.python_text import literal_of

_WRAPPERS = frozenset({"Annotated", "Optional", "Final", "ClassVar", "Required", "NotRequired", "InitVar"})
_NOTHING = frozenset({"None", ""})
_REST = {"list_splat_pattern": "rest", "dictionary_splat_pattern": "keywords"}
_SEPARATORS = frozenset({"comment", "keyword_separator", "positional_separator", "ERROR"})


class Definitions(Expressions):
    """Reads definitions; bodies when somebody asks."""

    def block(self, node: SgNode | None) -> Block:
        """Read a block; the reader of statements knows how."""
        raise NotImplementedError

    def decorated(self, node: SgNode) -> None:
        """Read a definition with its decorators."""
        *decorators, definition = self._named(node)
        found = tuple(self._inner(one) for one in decorators if one.kind() == "decorator")
        if definition.kind() == "class_definition":
            self.class_(definition, found)
        else:
            self.function(definition, found)

    def function(self, node: SgNode, decorators: tuple[Expr, ...] = ()) -> None:
        """Read a function's head."""
        self.out.append(Define(node, self._function(node, decorators, None)))

    def _function(self, node: SgNode, decorators: tuple[Expr, ...], owner: str | None) -> Function:
        params: tuple[Param, ...] = ()
        name, returns, body, is_async = "", None, None, False
        for child in node.children():
            kind = child.kind()
            if kind == "identifier":
                name = self.text(child)
            elif kind == "parameters":
                params = self.params(child)
            elif kind == "type":
                returns = self.type_of(child)
            elif kind == "block":
                body = child
            elif kind == "async":
                is_async = True
        lower = partial(self._body, body)
        return Function(node, name, params, lower, owner, decorators, is_async, returns)

    def _body(self, node: SgNode | None) -> Block:
        """Read a function's body; what is imported in it is known in it alone."""
        self.depth += 1
        try:
            return self.block(node)
        finally:
            self.depth -= 1

    def params(self, node: SgNode) -> tuple[Param, ...]:
        """Read parameters, of a lambda too."""
        return tuple(self._param(child) for child in node.named_children() if child.kind() not in _SEPARATORS)

    def _param(self, node: SgNode) -> Param:
        kind = node.kind()
        if kind == "identifier":
            return Param(self.text(node))
        if kind == "tuple_pattern":
            return Param("", pattern=self.expr(node))
        if kind in _REST:
            return Param(self._first_text(node), kind=_REST[kind])
        named = self._named(node)
        head, declared = named[0], node.field("type")
        default = self.expr(named[-1]) if kind.endswith("default_parameter") else None
        type_, annotations = self._declared(declared) if declared else (None, ())
        if head.kind() in _REST:
            return Param(self._first_text(head), type_, default, annotations, _REST[head.kind()])
        return Param(self.text(head), type_, default, annotations)

    def _first_text(self, node: SgNode) -> str:
        named = node.named_children()
        return self.text(named[0]) if named else ""

    def type_of(self, node: SgNode) -> str | None:
        """Return a type's dotted name: of Optional[X] and X | None that of X, of List[X] that of List."""
        return self._declared(node)[0]

    def _declared(self, node: SgNode) -> tuple[str | None, tuple[Expr, ...]]:
        kind = node.kind()
        named = self._named(node)
        if kind == "type" and named:
            return self._declared(named[0])
        if kind in {"identifier", "attribute"}:
            return self.text(node), ()
        if kind == "string":
            text = literal_of(self.text(node))
            return (text.partition("[")[0] if isinstance(text, str) else None), ()
        if kind in {"binary_operator", "union_type"}:
            return self._union(named)
        if kind in {"generic_type", "subscript"}:
            return self._generic(named)
        return None, ()

    def _union(self, named: list[SgNode]) -> tuple[str | None, tuple[Expr, ...]]:
        found = [self._declared(one) for one in named]
        return next((one for one in found if one[0] is not None and one[0] not in _NOTHING), (None, ()))

    def _generic(self, named: list[SgNode]) -> tuple[str | None, tuple[Expr, ...]]:
        name = self.text(named[0])
        arguments = named[1:]
        if arguments and arguments[0].kind() == "type_parameter":
            arguments = self._named(arguments[0])
        last = name.rpartition(".")[2]
        if last == "Union":
            return self._union(arguments)
        if last not in _WRAPPERS or not arguments:
            return name, ()
        type_, annotations = self._declared(arguments[0])
        extra = [self._inner(one) if one.kind() == "type" else self.expr(one) for one in arguments[1:]]
        return type_, (*annotations, *extra)

    def class_(self, node: SgNode, decorators: tuple[Expr, ...] = ()) -> None:
        """Read a class; those within it come before it."""
        bases: tuple[str, ...] = ()
        name, body = "", None
        for child in node.named_children():
            kind = child.kind()
            if kind == "identifier":
                name = self.text(child)
            elif kind == "argument_list":
                bases = tuple(base for one in self._named(child) if (base := self.type_of(one)))
            elif kind == "block":
                body = child
        found = Class(node, name, bases, decorators=decorators)
        if body is not None:
            self._members(found, body)
        self.out.append(Define(node, found))

    def _members(self, owner: Class, body: SgNode) -> None:
        functions: list[Function] = []
        inits: list[Assign] = []
        for child in body.named_children():
            kind = child.kind()
            if kind == "function_definition":
                functions.append(self._function(child, (), owner.name))
            elif kind == "decorated_definition" and (method := self._method(child, owner.name)):
                functions.append(method)
            elif kind != "comment":
                for statement in self.block(child) if kind == "block" else self.one(child):
                    self._member(owner, inits, statement)
        owner.functions, owner.inits = tuple(functions), tuple(inits)

    def _method(self, node: SgNode, owner: str) -> Function | None:
        *decorators, definition = self._named(node)
        if definition.kind() != "function_definition":
            return None
        found = tuple(self._inner(one) for one in decorators if one.kind() == "decorator")
        return self._function(definition, found, owner)

    def _member(self, owner: Class, inits: list[Assign], statement: Stmt) -> None:
        if not isinstance(statement, Assign):
            self.out.append(statement)
        elif isinstance(statement.target, Name):
            owner.fields.setdefault(statement.target.id, statement.type)
            if statement.value is not None:
                inits.append(statement)

    def one(self, node: SgNode) -> Block:
        """Read one statement; the reader of statements knows how."""
        raise NotImplementedError
