"""Java's classes, methods and parameters, from the tree to `ir.py`."""

from functools import partial

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Block, Call, Class, Define, Expr, Function, Name, Param
from archlsp.rules.flow.readers.java_expressions import Expressions
from archlsp.rules.flow.readers.java_scopes import Owner, Scope

CLASSES = frozenset(
    {"class_declaration", "interface_declaration", "enum_declaration", "record_declaration"}
    | {"annotation_type_declaration"}
)
METHODS = frozenset({"method_declaration", "constructor_declaration", "compact_constructor_declaration"})
_BODIES = frozenset({"class_body", "interface_body", "enum_body", "enum_body_declarations"})
_BLOCKS = frozenset({"block", "constructor_body"})
_BASES = frozenset({"superclass", "super_interfaces", "extends_interfaces", "type_list"})
_TYPES = ("type", "type_identifier")
_START = "<start>"


class Definitions(Expressions):
    """Reads definitions; bodies when somebody asks."""

    def class_(self, node: SgNode) -> Class:
        """Read a class and emit those within it before it."""
        found = Class(node, "")
        owner = Owner("", self.scope.owner)
        body, params = None, None
        for child in node.named_children():
            kind = child.kind()
            if kind == "identifier":
                found.name = owner.name = self._unused(self.text(child))
            elif kind == "modifiers":
                found.decorators = self.annotations(child)
            elif kind in _BASES:
                found.bases += tuple(self._bases(child))
            elif kind == "formal_parameters":
                params = child
            elif kind in _BODIES:
                body = child
        components = self.params(params) if params is not None else ()
        found.fields.update({param.name: param.type for param in components})
        if body is not None:
            self._body(found, owner, body, components)
        return found

    def _unused(self, name: str) -> str:
        """Tell classes of the same name apart: nested ones, and those of a file that does not compile."""
        while name in self.classes:
            name += "'"
        self.classes.add(name)
        return name

    def _bases(self, node: SgNode) -> list[str]:
        found: list[str] = []
        for child in node.named_children():
            if child.kind() in _BASES:
                found += self._bases(child)
            elif (name := self.type_of(child)) is not None:
                found.append(name)
        return found

    def _body(self, found: Class, owner: Owner, body: SgNode, components: tuple[Param, ...]) -> None:
        members = list(self._members(body))
        owner.fields.update(found.fields)
        for member in members:
            self._declare(found, owner, member)
        functions: list[Function] = []
        with self.within(Scope(owner, is_init=True)), self.collecting() as inits:
            for member in members:
                functions += self._member(found, member, components)
        found.functions = tuple(functions)
        found.inits = tuple(one for one in inits if isinstance(one, Assign))
        self.out += [one for one in inits if isinstance(one, Define)]

    def _members(self, body: SgNode) -> list[SgNode]:
        found: list[SgNode] = []
        for child in body.named_children():
            if child.kind() in _BODIES or child.kind() == "ERROR":
                found += self._members(child)
            else:
                found.append(child)
        return found

    def _declare(self, found: Class, owner: Owner, member: SgNode) -> None:
        """Note what a member is called, before anybody's body is read."""
        kind = member.kind()
        if kind in {"field_declaration", "constant_declaration"}:
            declared: str | None = None
            for child in member.named_children():
                if child.kind().endswith(_TYPES):
                    declared = self.type_of(child)
                elif child.kind() == "variable_declarator":
                    name = self.text(child.named_children()[0])
                    found.fields[name] = owner.fields[name] = declared
        elif kind == "enum_constant":
            name = self._name_of(member)
            found.fields[name] = owner.fields[name] = found.name
        elif kind == "method_declaration":
            owner.methods.add(self._name_of(member))

    def _name_of(self, node: SgNode) -> str:
        return next((self.text(child) for child in node.named_children() if child.kind() == "identifier"), "")

    def _member(self, owner: Class, member: SgNode, components: tuple[Param, ...]) -> list[Function]:
        kind = member.kind()
        if kind in METHODS:
            return [self.function(member, owner.name, components)]
        if kind in CLASSES:
            self.out.append(Define(member, self.class_(member)))
        elif kind in {"field_declaration", "constant_declaration"}:
            self._fields(member)
        elif kind == "enum_constant":
            return self._constant(owner, member)
        elif kind in {"static_initializer", "block"}:
            return [Function(member, _START, (), partial(self._lowered, member, self._fresh()), owner.name)]
        return []

    def _fields(self, node: SgNode) -> None:
        declared: str | None = None
        for child in node.named_children():
            kind = child.kind()
            if kind == "variable_declarator":
                self._field_value(child, declared)
            elif kind.endswith(_TYPES):
                declared = self.type_of(child)

    def _field_value(self, node: SgNode, declared: str | None) -> None:
        named = [child for child in self.named(node) if child.kind() != "dimensions"]
        if len(named) > 1:
            value = self.expr(named[-1])
            self.out.append(Assign(node, Name(node, self.text(named[0])), value, type=declared))

    def _constant(self, owner: Class, node: SgNode) -> list[Function]:
        args = next((child for child in node.named_children() if child.kind() == "argument_list"), None)
        given = self.arguments(args) if args is not None else ()
        value = Call(node, Name(node, owner.name), given, new=True)
        self.out.append(Assign(node, Name(node, self._name_of(node)), value, type=owner.name))
        body = next((child for child in node.named_children() if child.kind() == "class_body"), None)
        return self.members(body) if body is not None else []

    def members(self, node: SgNode) -> list[Function]:
        """Read the methods of an anonymous class; what it declares hides what is outside."""
        found = []
        for child in node.named_children():
            if child.kind() == "method_declaration":
                found.append(self.function(child, None))
        return found

    def function(self, node: SgNode, owner: str | None, components: tuple[Param, ...] = ()) -> Function:
        """Read a method's head; `components` are the parameters of a record's short constructor."""
        found = Function(node, "", components, tuple, owner)
        body = None
        for child in node.named_children():
            kind = child.kind()
            if kind == "identifier":
                found.name = self.text(child)
            elif kind == "formal_parameters":
                found.params = self.params(child)
            elif kind == "modifiers":
                found.decorators = self.annotations(child)
            elif kind in _BLOCKS:
                body = child
            elif kind.endswith(_TYPES):
                found.returns = self.type_of(child)
        if any(_is_mapping(one) for one in found.decorators):
            _bind_to_query(found)
        if body is not None:
            scope = self._fresh() if owner is not None else self._inside()
            scope.locals.update({param.name: param.type for param in found.params})
            found.lower = partial(self._lowered, body, scope)
        return found

    def _fresh(self) -> Scope:
        return Scope(self.scope.owner)

    def _inside(self) -> Scope:
        """The scope of a method of an anonymous class: the locals around it are visible."""
        return Scope(self.scope.owner, dict(self.scope.locals))

    def _lowered(self, body: SgNode | None, scope: Scope) -> Block:
        with self.within(scope):
            return self.block(body)

    def params(self, node: SgNode) -> tuple[Param, ...]:
        """Read parameters."""
        return tuple(self._param(child) for child in node.named_children() if child.kind() in _PARAMS)

    def _param(self, node: SgNode) -> Param:
        kind = node.kind()
        found = Param("", kind="rest" if kind == "spread_parameter" else "")
        for child in node.named_children():
            part = child.kind()
            if part == "modifiers":
                found.annotations = self.annotations(child)
            elif part == "identifier":
                found.name = self.text(child)
            elif part == "variable_declarator":
                found.name = self.text(child.named_children()[0])
            elif part.endswith(_TYPES):
                found.type = self.element_of(child)
            elif part == "dimensions" and found.type is not None:
                found.type += "[]"
        return found


def _is_mapping(annotation: Expr) -> bool:
    name = annotation.func if isinstance(annotation, Call) else annotation
    return isinstance(name, Name) and name.id.endswith("Mapping")


def _bind_to_query(function: Function) -> None:
    """Spring takes a plain text parameter of a controller's method from the query, as if it were annotated."""
    for param in function.params:
        if param.type in {"String", "String[]"} and not param.annotations:
            param.annotations = (Name(function.node, "RequestParam"),)


_PARAMS = frozenset({"formal_parameter", "spread_parameter"})
