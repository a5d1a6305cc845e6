"""What a YAML document describes: a Compose project, an object of Kubernetes, a workflow of GitHub Actions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import basename

import yaml

from archlsp.rules.yamltree import Document, Place, documents, find, root_keys

COMPOSE, KUBERNETES, ACTIONS = "compose", "kubernetes", "actions"
_COMPOSE_NAME = re.compile(r"^(?:docker-|podman-)?compose(?:[.-][\w.-]+)?\.ya?ml$", re.IGNORECASE)
# Asked before a large file, of OpenAPI say, is parsed for nothing.
_MAY_BE_ONE = re.compile(r"^(?:- +)?[\"']?(?:services|apiVersion|jobs|runs)[\"']? *:|^\{", re.MULTILINE)
_POD = {
    "Pod": "spec",
    "CronJob": "spec.jobTemplate.spec.template.spec",
}
_TEMPLATED = frozenset(
    {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"}
)


@dataclass(frozen=True, slots=True)
class Object:
    """One thing that rules can be about: its family, its kind ("" for Compose), its name.

    Of GitHub Actions a kind is a workflow or an action.
    """

    document: Document
    root: Place
    family: str
    kind: str = ""
    name: str = ""
    # Many rules ask for the same paths.
    _found: dict[str, list[Place]] = field(default_factory=dict, repr=False, compare=False)

    def find(self, path: str) -> list[Place]:
        """Return the places at a path from the root; `$pod` is the pod's spec."""
        if path not in self._found:
            self._found[path] = self._search(path)
        return self._found[path]

    def _search(self, path: str) -> list[Place]:
        if not path.startswith("$pod"):
            return find(self.root, path)
        place = _POD.get(self.kind, "spec.template.spec" if self.kind in _TEMPLATED else "")
        return find(self.root, place + path.removeprefix("$pod")) if place else []

    def symbol_of(self, place: Place) -> str:
        """Name what a place belongs to: the service of a Compose file, a workflow's job, kind/name of an object."""
        if self.family == KUBERNETES:
            return f"{self.kind}/{self.name}"
        names = [place.name]
        while (place := place.parent) is not None:  # type: ignore[assignment]
            names.append(place.name)
        # From the top: the root has no name, then `services` or `jobs`, then the service or the job.
        return names[-3] if len(names) > 2 else ""  # noqa: PLR2004


def objects(path: str, text: str) -> Iterator[Object]:
    """Read what a file describes; other YAML gives nothing.

    Keys are text here: that YAML 1.1 takes the `on` of a workflow for a truth value does not matter.
    """
    is_compose = _COMPOSE_NAME.match(basename(path)) is not None
    # A dot file with services is a CI pipeline.
    may_be_compose = is_compose or not basename(path).startswith(".")
    if not (is_compose or _MAY_BE_ONE.search(text)):
        return
    for document in documents(text):
        keys = root_keys(document)
        if "apiVersion" in keys and "kind" in keys:
            yield from _kubernetes(document, document.root)
        elif _is_actions(keys):
            yield Object(document, document.root, ACTIONS, "workflow" if "jobs" in keys else "action")
        elif "services" in keys and may_be_compose and (is_compose or _looks_like_services(keys["services"])):
            yield Object(document, document.root, COMPOSE)


def _kubernetes(document: Document, root: Place) -> Iterator[Object]:
    kind, name = _text(root, "kind"), _text(root, "metadata.name")
    if kind == "List":
        for item in find(root, "items[*]"):
            yield from _kubernetes(document, item)
    else:
        yield Object(document, root, KUBERNETES, kind, name)


def _is_actions(keys: Mapping[str, Place]) -> bool:
    """A workflow says when it runs and what; an action of one's own, how its steps are run."""
    if "jobs" in keys and "on" in keys:
        return True
    return "runs" in keys and bool(find(keys["runs"], "using"))


def _text(root: Place, path: str) -> str:
    return next((place.scalar for place in find(root, path) if place.scalar is not None), "")


def _looks_like_services(services: Place) -> bool:
    if not isinstance(services.node, yaml.MappingNode):
        return False
    return any(find(service, "{image,build}") for service in find(services, "*"))
