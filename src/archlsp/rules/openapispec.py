"""An OpenAPI document, version 3 or 2, as the checks see it: operations, schemas, places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archlsp.rules.yamltree import Document, Place, documents

METHODS = ("get", "put", "post", "delete", "patch")
WRITING = frozenset({"put", "post", "delete", "patch"})
_IS_SPEC = re.compile(r"""^[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\.""", re.MULTILINE)
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path; `parameters` by where they are and their name."""

    path: str
    method: str
    place: Place
    parameters: dict[tuple[str, str], Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As a reader calls it: GET /orders."""
        return f"{self.method.upper()} {self.path}"


class Spec:
    """One document; references inside of it are followed, others lead nowhere."""

    def __init__(self, document: Document) -> None:
        """Keep the document."""
        self.document = document
        self.root = document.root

    def get(self, place: Place | None, *keys: str) -> Place | None:
        """Return what lies at `keys` below a place, references followed."""
        for key in keys:
            if place is None:
                return None
            place = self.resolved(_child(place, key))
        return place

    def resolved(self, place: Place | None) -> Place | None:
        """Follow `$ref` as far as it leads inside this document."""
        for _ in range(_DEEPEST):
            target = _child(place, "$ref") if place is not None else None
            if target is None or place is None:
                return place
            parts = (target.scalar or "").removeprefix("#/").split("/")
            if not (target.scalar or "").startswith("#/"):
                return None
            found: Place | None = self.root
            for part in parts:
                found = (
                    _child(found, part.replace("~1", "/").replace("~0", "~")) if found is not None else None
                )
            place = found
        return None

    def operations(self) -> Iterator[Operation]:
        """Yield every operation."""
        for path in children(self.get(self.root, "paths")):
            shared = self._parameters(_child(path, "parameters"))
            for method in METHODS:
                place = _child(path, method)
                if place is not None:
                    own = self._parameters(_child(place, "parameters"))
                    yield Operation(path.name, method, place, {**shared, **own})

    def _parameters(self, listed: Place | None) -> dict[tuple[str, str], Place]:
        found = {}
        for item in children(listed):
            parameter = self.resolved(item)
            if parameter is not None:
                where, name = text(_child(parameter, "in")), text(_child(parameter, "name"))
                found[where, name] = parameter
        return found

    def responses(self, operation: Operation) -> dict[str, Place]:
        """Return an operation's responses by status."""
        return {
            place.name: self.resolved(place) or place
            for place in children(_child(operation.place, "responses"))
        }

    def schema(self, place: Place | None) -> Place | None:
        """Return the schema of a parameter, a request body or a response: of JSON where there are several."""
        if place is None:
            return None
        media = list(children(self.get(place, "content")))
        chosen = next((one for one in media if "json" in one.name), media[0] if media else None)
        return self.get(chosen, "schema") if chosen is not None else self.get(place, "schema")

    def body(self, operation: Operation) -> Place | None:
        """Return the schema of what is sent."""
        found = self.schema(self.get(operation.place, "requestBody"))
        old = next((place for (where, _), place in operation.parameters.items() if where == "body"), None)
        return found or self.schema(old)


def spec_of(text_of_file: str) -> Spec | None:
    """Read a text; None where it is no OpenAPI document or cannot be read."""
    if not _IS_SPEC.search(text_of_file):
        return None
    document = next(documents(text_of_file), None)
    if document is None or _child(document.root, "paths") is None:
        return None
    return Spec(document)


def children(place: Place | None) -> Iterator[Place]:
    """Yield the entries of a mapping or the items of a list."""
    value = getattr(place.node, "value", None) if place is not None else None
    if not isinstance(value, list):
        return
    for entry in value:
        if isinstance(entry, tuple):
            yield Place(entry[1], entry[0], place)
        else:
            yield Place(entry, None, place)


def text(place: Place | None) -> str:
    """Return the text of a scalar, "" for anything else."""
    return (place.scalar or "") if place is not None else ""


def child(place: Place | None, key: str) -> Place | None:
    """Return the entry of a mapping with this key, references not followed."""
    return _child(place, key) if place is not None else None


def _child(place: Place, key: str) -> Place | None:
    return next((found for found in children(place) if found.key is not None and found.name == key), None)
