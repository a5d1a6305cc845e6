"""The resources of one file, and what names in it stand for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archlsp.rules.terraformtree import Items, Mapping, Scalar, Unknown, Value, find

_VARIABLE = re.compile(r"(?:var|local)\.[\w.-]+")
_DEEPEST = 8


@dataclass(slots=True)
class Resource:
    """A resource of Terraform or CloudFormation.

    `type` is the provider's (`aws_s3_bucket`, `AWS::S3::Bucket`), with `data.`, `provider.` before it for those, and
    the word alone for `variable`, `module` and the like. The head is the line that names it.
    """

    type: str
    name: str
    body: Mapping
    start: int
    head_end: int
    end: int
    scope: "Scope"

    @property
    def symbol(self) -> str:
        """How a reader calls it."""
        return f"{self.type}.{self.name}" if self.name else self.type


@dataclass(slots=True)
class Scope:
    """A file: its resources, what variables and locals (or parameters) say, and its text."""

    text: str
    resources: list[Resource] = field(default_factory=list)
    values: dict[str, Value] = field(default_factory=dict)
    # What has been read out of texts and references, by where it stands: several rules ask for the same policy.
    read: dict[tuple[int, int], Value | None] = field(default_factory=dict)

    def resolve(self, value: Value) -> Value:
        """Return what a value stands for, as far as this file says."""
        for _ in range(_DEEPEST):
            if not (isinstance(value, Unknown) and value.name):
                break
            target = self._target(value.name)
            if target is None:
                break
            value = target
        return value

    def _target(self, name: str) -> Value | None:
        known = self.values.get(name)
        if known is not None or not _VARIABLE.fullmatch(name):
            return known
        head, _, rest = name.partition(".")
        first, _, path = rest.partition(".")
        base = self.values.get(f"{head}.{first}")
        if not path or not isinstance(base, Mapping):
            return None
        places = find(lambda value: value, base, path).places
        return places[0].value if len(places) == 1 else None

    def of_type(self, types: "frozenset[str] | set[str]") -> Iterator[Resource]:
        """Yield the resources of some types."""
        return (resource for resource in self.resources if resource.type in types)

    def named(self, reference: str) -> Resource | None:
        """Return the resource that a reference such as `data.aws_iam_policy_document.x.json` is about."""
        for resource in self.resources:
            if refers(reference, resource):
                return resource
        return None


def refers(reference: str, resource: Resource) -> bool:
    """Tell whether a reference is to a resource: by its address, or its logical id."""
    address = f"{resource.type}.{resource.name}"
    if reference.startswith(address):
        return reference[len(address) : len(address) + 1] in {"", ".", "["}
    return reference.partition(".")[0] == resource.name


def read_terraform(text: str, root: Mapping) -> Scope:
    """Find the resources in the body of a file of Terraform."""
    scope = Scope(text)
    for item in root.entries:
        block = item.value
        if not isinstance(block, Mapping):
            continue
        kind, name = _kind(item.key, block.labels)
        if kind is None:
            continue
        if kind == "locals":
            scope.values.update((f"local.{local.key}", local.value) for local in block.entries)
        elif kind == "variable":
            _default(scope, name, block)
        scope.resources.append(Resource(kind, name, block, item.start, item.key_end, block.end, scope))
    return scope


def _kind(word: str, labels: tuple[str, ...]) -> tuple[str | None, str]:
    if word == "resource":
        return (labels[0], labels[1]) if len(labels) > 1 else (None, "")
    if word == "data":
        return (f"data.{labels[0]}", labels[1]) if len(labels) > 1 else (None, "")
    if word == "provider":
        return f"provider.{labels[0]}" if labels else None, ""
    return word, labels[0] if labels else ""


def _default(scope: Scope, name: str, block: Mapping) -> None:
    for item in block.entries:
        is_null = isinstance(item.value, Scalar) and item.value.text is None
        if (item.key == "default" and not is_null and not isinstance(item.value, Items | Mapping)) or (
            item.key == "default" and isinstance(item.value, Items) and item.value.items
        ):
            scope.values[f"var.{name}"] = item.value
