"""What all of the JavaScript reader stands on: the text of nodes, literals, and what the other parts provide."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Arg, Call, Class, Const, Expr, Function, Name, Stmt, Text
from archlsp.rules.flow.readers.javascript_text import number_of, unescaped
from archlsp.rules.source import Source

COMMENTS = frozenset({"comment", "html_comment"})


class Nodes(ABC):
    """Turns leaves into expressions.

    An assignment inside an expression goes to `pending`, in front of the statement.
    """

    def __init__(self, source: Source) -> None:
        """Keep how to read a leaf: the tree of a text that is ASCII says the text itself."""
        self.text: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of
        self.pending: list[Stmt] = []

    @abstractmethod
    def expr(self, node: SgNode) -> Expr:
        """Read an expression of any kind."""

    @abstractmethod
    def named_expr(self, node: SgNode, name: str) -> Expr:
        """Read an expression that gets a name; a function without one takes it."""

    @abstractmethod
    def other(self, node: SgNode) -> Expr:
        """Keep the expressions inside something that has no form of its own."""

    @abstractmethod
    def function(self, node: SgNode, name: str = "", owner: str | None = None) -> Function:
        """Read a function."""

    @abstractmethod
    def klass(self, node: SgNode, decorators: Sequence[Expr] = ()) -> Class:
        """Read a class."""

    @abstractmethod
    def pattern(self, node: SgNode) -> Expr:
        """Read what is assigned to."""

    def _name(self, node: SgNode) -> Expr:
        return Name(node, self.text(node))

    def _word(self, node: SgNode) -> Expr:
        return Const(node, self.text(node))

    def _string(self, node: SgNode) -> Expr:
        return Const(node, unescaped(self.text(node)[1:-1]))

    def _number(self, node: SgNode) -> Expr:
        return Const(node, number_of(self.text(node)))

    def _regex(self, node: SgNode) -> Expr:
        body, _, flags = self.text(node)[1:].rpartition("/")
        given = (Arg(Const(node, body)), Arg(Const(node, flags)))
        return Call(node, Name(node, "RegExp"), given, new=True)

    def _template(self, node: SgNode) -> Expr:
        text = self.text(node)
        if "${" not in text:
            return Const(node, unescaped(text[1:-1]))
        parts: list[Expr] = []
        for child in node.children():
            kind = child.kind()
            if kind == "template_substitution":
                parts += [self.expr(inner) for inner in meaning(child)]
            elif kind != "`":
                parts.append(Const(child, unescaped(self.text(child))))
        return Text(node, tuple(parts))


def meaning(node: SgNode) -> list[SgNode]:
    """Return the children that say something: no signs, no comments."""
    return [child for child in node.children() if child.is_named() and child.kind() not in COMMENTS]
