"""What runs: services of Compose, workloads of Kubernetes, images, and the entry points of packages.

detail: source (compose, kubernetes, dockerfile, go, spring, npm, serverless), type, image, ports, depends, schedule,
command.
"""

import json
import re
from collections.abc import Iterator
from posixpath import basename, dirname

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.addresses import address_of
from archlsp.map.extractors.annotations import annotations
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.literals import Said
from archlsp.map.page import Page
from archlsp.rules.dockertext import Stage, stages
from archlsp.rules.yamlobject import COMPOSE, KUBERNETES, Object
from archlsp.rules.yamltree import Place, documents, find

_WORKLOADS = frozenset(
    {
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "Service",
        "CronJob",
        "Job",
        "Ingress",
        "Pod",
        "ReplicaSet",
        "ReplicationController",
    }
)
_MAIN = re.compile(r"^func[ \t]+main[ \t]*\(\s*\)", re.MULTILINE)
_PACKAGE_MAIN = re.compile(r"^package[ \t]+main\b", re.MULTILINE)
_BOOT = re.compile(r"@SpringBootApplication\b")
_SERVERLESS = re.compile(r"(?:^|/)serverless\.ya?ml$")
_SECRET_IN_COMMAND = re.compile(r"(?i)pass|secret|token|key=|://[^/\s]*@")
_LIST_END = 8
_PIECES = re.compile(r"\"((?:\\.|[^\"\\])*)\"")


def _scalars(places: list[Place]) -> str:
    """Join what a list of scalars, or the keys of a mapping, say."""
    found = [place.scalar if place.scalar is not None else place.name for place in places]
    return ", ".join(text for text in found[:_LIST_END] if text)


def _find_yaml(page: Page) -> Iterator[Entry]:
    for thing in page.objects():
        if thing.family == COMPOSE:
            yield from _compose(page, thing)
        elif (
            thing.family == KUBERNETES and thing.kind in _WORKLOADS and thing.name and "{{" not in thing.name
        ):
            yield _kubernetes(page, thing)
    if _SERVERLESS.search(page.path):
        yield from _serverless(page)


def _compose(page: Page, thing: Object) -> Iterator[Entry]:
    for service in thing.find("services.*"):
        image = _scalars(find(service, "image"))
        build = next(
            (
                place.scalar
                for path in ("build", "build.context")
                for place in find(service, path)
                if place.scalar
            ),
            "",
        )
        depends = _scalars([*find(service, "depends_on[*]"), *find(service, "depends_on.*")])
        detail = {
            "source": "compose",
            "type": "service",
            "image": _image(image),
            "build": build,
            "ports": _scalars(find(service, "ports[*]")),
            "depends": depends,
        }
        yield page.entry(
            Kind.SERVICE, service.name, thing.document.key_range(service), detail, symbol=service.name
        )


def _image(image: str) -> str:
    """A registry may be named with a user."""
    address = address_of(Said(image)) if "://" in image else None
    return address.shown if address else image.rsplit("@sha256:", 1)[0]


def _kubernetes(page: Page, thing: Object) -> Entry:
    named = next(iter(find(thing.root, "metadata.name")), thing.root)
    images = [place.scalar for place in thing.find("$pod.containers[*].image") if place.scalar]
    detail = {
        "source": "kubernetes",
        "type": thing.kind,
        "image": ", ".join(_image(image) for image in images[:_LIST_END]),
        "ports": _scalars(
            [
                *thing.find("$pod.containers[*].ports[*].containerPort"),
                *find(thing.root, "spec.ports[*].port"),
            ]
        ),
        "schedule": _scalars(find(thing.root, "spec.schedule")),
        "namespace": _scalars(find(thing.root, "metadata.namespace")),
    }
    return page.entry(
        Kind.SERVICE, thing.name, thing.document.range(named), detail, symbol=f"{thing.kind}/{thing.name}"
    )


def _serverless(page: Page) -> Iterator[Entry]:
    for document in documents(page.text):
        for function in find(document.root, "functions.*"):
            handler = _scalars(find(function, "handler"))
            if handler:
                detail = {"source": "serverless", "type": "function", "command": handler}
                yield page.entry(
                    Kind.SERVICE, function.name, document.key_range(function), detail, symbol=function.name
                )


def _find_docker(page: Page) -> Iterator[Entry]:
    final = next((stage for stage in reversed(stages(page.text)) if stage.is_final), None)
    if final is None:
        return
    detail = {
        "source": "dockerfile",
        "type": "image",
        "image": _image(final.base),
        "ports": " ".join(" ".join(_said(final, "EXPOSE")).split()),
        "command": _command([*_said(final, "ENTRYPOINT")[-1:], *_said(final, "CMD")[-1:]]),
    }
    name = dirname(page.path) or basename(page.path)
    yield page.entry(Kind.SERVICE, name, final.range, detail, symbol="")


def _said(stage: Stage, keyword: str) -> list[str]:
    all_of = [*stage.inherited(), *stage.instructions]
    return [instruction.text.strip() for instruction in all_of if instruction.keyword == keyword]


def _command(pieces: list[str]) -> str:
    """A command as it is run; one with something that looks secret is not told."""
    words = [
        " ".join(_PIECES.findall(piece)) if piece.startswith("[") else " ".join(piece.split())
        for piece in pieces
    ]
    said = " ".join(words).strip()[:200]
    return "" if _SECRET_IN_COMMAND.search(said) else said


def _find_go(page: Page) -> Iterator[Entry]:
    package, main = _PACKAGE_MAIN.search(page.code), _MAIN.search(page.code)
    if package and main and not page.path.endswith("_test.go"):
        name = dirname(page.path) or "main"
        detail = {"source": "go", "type": "program"}
        yield page.entry(Kind.SERVICE, name, main.span(), detail, symbol="main")


def _find_spring(page: Page) -> Iterator[Entry]:
    for found in annotations(page, _BOOT):
        if found.owner is not None and found.owner.kind() == "class_declaration":
            name = page.text_of(found.owner.field("name"))
            yield page.entry(
                Kind.SERVICE, name, found.node, {"source": "spring", "type": "application"}, symbol=name
            )


def _find_npm(page: Page) -> Iterator[Entry]:
    if basename(page.path) != "package.json":
        return
    try:
        said = json.loads(page.text)
    except (ValueError, RecursionError):
        return
    scripts = said.get("scripts") if isinstance(said, dict) else None
    start = scripts.get("start") if isinstance(scripts, dict) else None
    if not isinstance(start, str) or not start:
        return
    found = re.search(r"\"start\"\s*:", page.text)
    name = said.get("name") if isinstance(said.get("name"), str) else ""
    detail = {"source": "npm", "type": "program", "command": _command([start])}
    yield page.entry(
        Kind.SERVICE,
        name or dirname(page.path) or "package.json",
        found.span() if found else (0, 0),
        detail,
        symbol="",
    )


EXTRACTORS = (
    Extractor(("yaml",), _find_yaml, ("services", "apiVersion", "functions")),
    Extractor(("dockerfile",), _find_docker),
    Extractor(("go",), _find_go, ("package main",)),
    Extractor(("java",), _find_spring, ("@SpringBootApplication",)),
    Extractor(("json",), _find_npm, ('"start"',)),
)
