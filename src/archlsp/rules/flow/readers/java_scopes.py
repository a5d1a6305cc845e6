"""What Java's bare names mean: a local variable, a field or method of the class or of one around it, else a type."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Attr, Block, Exit, Expr, Name, Other, Stmt
from archlsp.rules.source import Source

COMMENTS = frozenset({"line_comment", "block_comment"})


@dataclass(slots=True)
class Owner:
    """A class as those inside it see it."""

    name: str
    outer: "Owner | None" = None
    fields: dict[str, str | None] = field(default_factory=dict)
    methods: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Scope:
    """What is visible where code is read; `is_init`: in a field's initialiser, where fields are plain variables.

    `locals` and an owner's `fields` map names to declared types.
    """

    owner: Owner | None = None
    locals: dict[str, str | None] = field(default_factory=dict)
    is_init: bool = False


class Scopes:
    """Keeps `out`, the block being read: what an expression does on the way is appended to it."""

    def __init__(self, source: Source) -> None:
        """Keep the source; nothing is read yet."""
        # A node's own text is the cheaper question, but it is folded to ASCII.
        self.text: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of
        self.imports: dict[str, str] = {}
        self.out: list[Stmt] = []
        self.scope = Scope()
        self.classes: set[str] = set()

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        raise NotImplementedError

    def name(self, node: SgNode) -> Expr:
        """Read a bare name."""
        text = self.text(node)
        scope = self.scope
        if text in scope.locals:
            return Name(node, text)
        owner = scope.owner
        while owner is not None:
            if text in owner.fields:
                if owner is not scope.owner:
                    return Attr(node, Name(node, owner.name), text)
                return Name(node, text) if scope.is_init else Attr(node, Name(node, "this"), text)
            owner = owner.outer
        return Name(node, text)

    def method(self, node: SgNode) -> Expr:
        """Read the name of a method that is called without a receiver."""
        text = self.text(node)
        own = self.scope.owner
        owner = own
        while owner is not None:
            if text in owner.methods:
                this = "this" if owner is own and not self.scope.is_init else owner.name
                return Attr(node, Name(node, this), text)
            owner = owner.outer
        if own is None or text in self.imports:
            return Name(node, text)
        return Attr(node, Name(node, "this"), text)

    def declared(self, target: Expr) -> str | None:
        """Return the declared type of what is assigned to."""
        if isinstance(target, Name):
            return self.scope.locals.get(target.id)
        owner = self.scope.owner
        is_own = isinstance(target, Attr) and isinstance(target.base, Name) and target.base.id == "this"
        return owner.fields.get(target.name) if owner and is_own and isinstance(target, Attr) else None

    def block_of(self, read: Callable[[], Expr | None]) -> Block:
        """Collect what reading an expression emits, and the expression's value as what is returned."""
        with self.collecting() as out:
            value = read()
            if value is not None:
                out.append(Exit(value.node, "return", value))
        return tuple(out)

    @contextmanager
    def collecting(self) -> Iterator[list[Stmt]]:
        """Read statements into a new block for a while."""
        before, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = before

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """Read in another scope for a while."""
        before, self.scope = self.scope, scope
        try:
            yield
        finally:
            self.scope = before

    def nested(self) -> Scope:
        """Return a scope in which new names are forgotten afterwards."""
        return replace(self.scope, locals=dict(self.scope.locals))

    def named(self, node: SgNode) -> list[SgNode]:
        """Return the named children but for comments."""
        return [child for child in node.named_children() if child.kind() not in COMMENTS]

    def inner(self, node: SgNode) -> Expr:
        """Read the first expression inside a node."""
        named = self.named(node)
        return self.expr(named[0]) if named else Other(node, ())
