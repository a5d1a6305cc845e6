"""Migrations written as calls: which library's they are, and what of them goes forward."""

import re
from collections.abc import Callable, Iterator, Mapping

from ast_grep_py import SgNode

from archlsp.rules.source import Source
from archlsp.rules.sqlalembic import alembic_pieces
from archlsp.rules.sqlcalls import Chain, chains
from archlsp.rules.sqldjango import django_pieces
from archlsp.rules.sqldraft import Drafted, Piece
from archlsp.rules.sqlknex import knex_pieces
from archlsp.rules.sqlrunner import runner_pieces
from archlsp.rules.sqltext import DOWN_NAMES

Reader = Callable[[list[Chain]], Iterator[Piece]]
_PYTHON: Mapping[str, Reader] = {"from alembic import": alembic_pieces, "migrations.Migration": django_pieces}
_SCRIPT: Mapping[str, Reader] = {
    ".schema": knex_pieces,
    "queryInterface": runner_pieces,
    "QueryRunner": runner_pieces,
    "pgm": runner_pieces,
}
_READERS = {"python": _PYTHON, "javascript": _SCRIPT, "typescript": _SCRIPT}
# What the calls begin with that one of the readers understands.
_CALLS = re.compile(
    r"(?:await\s+)?(?:(?:\w+\.)?(?:create|add|drop|alter|rename|batch|remove|change)[_A-Z]\w*\("
    r"|(?:\w+\.)*(?:Create|Add|Delete|Rename|Alter|Remove|Validate)[A-Z]\w+\(|[\w.]*\bschema\b|(?!sa\.|sqlalchemy|models\.|postgresql|mysql)(?:this\.)?\w+\s*\.)"
)
# Files by these names alone say nothing; one that goes forward is a migration wherever it lies.
_FORWARD = re.compile(
    r"\bdef upgrade\(|\bclass Migration\(|\bexports\.up\b|\b(?:async|function)\s+up\s*\("
    r"|\bup\s*[:=]\s*(?:async\b|function\b|\()|\bup\s*\(\s*\w*[qQ]uery"
)


def code_statements(source: Source) -> Iterator[Drafted]:
    """Draft the SQL of a program's migration; any other program has none."""
    readers = _readers(source)
    if not readers:
        return
    found = [chain for root in _forward_parts(source) for chain in chains(source, root, _CALLS)]
    pieces = sorted((piece for read in readers for piece in read(found)), key=lambda piece: piece.place[0])
    for piece in pieces:
        if len(piece.tokens) > 1:
            yield Drafted(source, piece)


def _readers(source: Source) -> list[Reader]:
    known = _READERS.get(source.language, {})
    if not any(sign in source.text for sign in known) or not _FORWARD.search(source.text):
        return []
    return list(dict.fromkeys(reader for sign, reader in known.items() if sign in source.text))


def _forward_parts(source: Source) -> Iterator[SgNode]:
    """The parts of the program without the functions that take it back."""
    pending = list(source.root.children())[::-1]
    while pending:
        node = pending.pop()
        if _is_down(source, node):
            continue
        if node.kind() in _CONTAINERS:
            pending += list(node.children())[::-1]
        else:
            yield node


_CONTAINERS = frozenset(
    {
        "export_statement",
        "expression_statement",
        "class_declaration",
        "class",
        "class_body",
        "class_definition",
        "block",
        "assignment_expression",
        "object",
        "pair",
        "lexical_declaration",
        "variable_declarator",
    }
)
_NAMED = {
    "function_definition": "name",
    "function_declaration": "name",
    "method_definition": "name",
    "pair": "key",
}


def _is_down(source: Source, node: SgNode) -> bool:
    kind = node.kind()
    if kind == "assignment_expression":
        left = node.field("left")
        return left is not None and source.text_of(left).rsplit(".", 1)[-1] in DOWN_NAMES
    if kind == "variable_declarator" or kind in _NAMED:
        name = node.field(_NAMED.get(kind, "name"))
        return name is not None and source.text_of(name).lower() in DOWN_NAMES
    return False
