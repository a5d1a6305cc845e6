"""Settings that code reads, and those that are declared. Never a value of a `.env` file, never what looks secret.

detail: role (read, declare), source (env, setting, or the kind of file that declares it), default.
"""

import re
from collections.abc import Iterator
from posixpath import basename

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.annotations import annotations
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.page import Page
from archlsp.rules.dockertext import instructions, pairs
from archlsp.rules.yamlobject import COMPOSE, KUBERNETES
from archlsp.rules.yamltree import find
from archlsp.trust.entropy import looks_random

_SECRET_NAME = re.compile(
    r"(?i)pass|pwd|secret|token|key|credential|auth|salt|dsn|cert|private|signature|connection_?string|cookie"
)
_LONGEST_DEFAULT = 80
_KEY = re.compile(r"^[A-Za-z_][\w.:-]{0,120}$")
_PYTHON_INDEX = re.compile(r"\benviron\s*\[")
_PYTHON_CALL = re.compile(
    r"(?<!\w)(?:os\.)?(?:environ\.(?:get|pop|setdefault)|getenv)(?=\s*\()|(?<![\w.])(?:config|env|decouple\.config|env\.(?:str|int|bool|list|url|float|db|json|path))(?=\s*\()"
)
_SETTINGS_CLASS = re.compile(r"^[ \t]*class[ \t]+(\w+)[ \t]*\([^)\n]*BaseSettings[^)\n]*\)", re.MULTILINE)
_SCRIPT_ENV = re.compile(
    r"\b(?:process\.env|import\.meta\.env|Bun\.env)(?:\.(?P<name>[A-Za-z_]\w*)|\[\s*[\"'`](?P<quoted>\w+)[\"'`]\s*\])"
)
_SCRIPT_CALL = re.compile(
    r"(?<![\w$])(?:Deno\.env\.get|(?:this\.)?\w*[cC]onfigService\.(?:get|getOrThrow))(?=\s*(?:<[^()\n]*>)?\()"
)
_SCRIPT_DEFAULT = re.compile(r"\s*(?:\|\||\?\?)\s*(?:\"([^\"\\\n]*)\"|'([^'\\\n]*)'|(\d+)\b)")
_GO_CALL = re.compile(
    r"(?<!\w)(?:os\.(?:Getenv|LookupEnv)|viper\.Get\w*|viper\.(?:BindEnv|SetDefault))(?=\()"
)
_GO_TAG = re.compile(
    r"\b(?:env|envconfig)\s*:\s*\"(?P<name>[A-Z][A-Z0-9_]+)(?P<more>[^\"]*)\"(?P<rest>[^`\n]*)"
)
_GO_DEFAULT = re.compile(r"\b(?:envDefault|default|env-default)\s*:\s*\"([^\"]*)\"|,default=([^,\"]*)")
_JAVA_CALL = re.compile(
    r"(?<!\w)(?:System\.getenv|(?:env|environment)\.(?:getProperty|getRequiredProperty))(?=\()"
)
_VALUE = re.compile(r"@(?:Value|ConfigProperty|ConfigurationProperties)\b")
_PLACEHOLDER = re.compile(r"^\$\{(?P<name>[\w.-]+)(?::(?P<default>[^{}]*))?\}$")
_RUST_CALL = re.compile(r"(?<!\w)(?:std::)?env::(?:var|var_os)(?=\s*\()|(?<!\w)dotenv::var(?=\s*\()")
_RUST_MACRO = re.compile(r"(?<!\w)(?:option_)?env!\(\s*\"(?P<name>\w+)\"")
_DOTENV = re.compile(r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=", re.MULTILINE)
_PROPERTY = re.compile(r"^[ \t]*(?P<name>[A-Za-z][\w.\[\]-]*)[ \t]*[=:]", re.MULTILINE)


def _entry(
    page: Page, name: str | None, at: SgNode | tuple[int, int], source: str, default: str | None = None
) -> Iterator[Entry]:
    if name and _KEY.match(name):
        detail = {"role": "read", "source": source, "default": _default(name, default)}
        yield page.entry(Kind.CONFIG, name, at, detail)


def _default(name: str, value: str | None) -> str:
    """A default that may be shown."""
    if not value or _SECRET_NAME.search(name) or len(value) > _LONGEST_DEFAULT or looks_random(value):
        return ""
    return "" if "@" in value or "\n" in value or _SECRET_NAME.search(value) or "?" in value else value


def _literal(page: Page, node: SgNode | None) -> str | None:
    """A text, a number or a truth value."""
    if node is None:
        return None
    if node.kind() in {
        "integer",
        "float",
        "true",
        "false",
        "number",
        "int_literal",
        "decimal_integer_literal",
    }:
        return page.text_of(node)
    return page.literal(node)


def _python(page: Page) -> Iterator[Entry]:
    for found in _PYTHON_INDEX.finditer(page.code):
        way = page.around(found.end() - 1)
        node = next((branch.node for branch in reversed(way) if branch.kind == "subscript"), None)
        # What is assigned to is not read.
        outer = next((branch.node for branch in reversed(way) if branch.kind == "assignment"), None)
        left = outer.field("left") if outer else None
        if node is not None and not (
            left is not None and left.range().start.index <= found.start() < left.range().end.index
        ):
            yield from _entry(page, page.literal(node.field("subscript")), node, "env")
    named = page.imports("starlette.config", "decouple", "environs", "environ")
    for call in page.calls(_PYTHON_CALL):
        is_library = call.receiver in {"", "env", "decouple"} and call.name != "getenv"
        if is_library and not named:
            continue
        if call.name == "setdefault" or (call.name == "get" and not call.receiver.endswith("environ")):
            continue
        default = call.given(1, "default")
        yield from _entry(page, page.literal(call.given(0)), call.node, "env", _literal(page, default))


def _python_settings(page: Page) -> Iterator[Entry]:
    """Fields of pydantic's settings; a prefix that is configured elsewhere in the class makes their names unknown."""
    for found in _SETTINGS_CLASS.finditer(page.code) if page.imports("pydantic_settings", "pydantic") else ():
        way = page.around(found.start(1))
        node = next((branch.node for branch in reversed(way) if branch.kind == "class_definition"), None)
        body = node.field("body") if node else None
        written = page.text_of(body)
        prefix = re.search(r"env_prefix\s*=\s*[\"']([^\"']*)[\"']", written)
        if body is None or ("env_prefix" in written and not prefix):
            continue
        for statement in body.children():
            inner = (
                next(iter(statement.children()), None) if statement.kind() == "expression_statement" else None
            )
            if inner is None or inner.kind() != "assignment" or inner.field("type") is None:
                continue
            name = page.text_of(inner.field("left"))
            value = inner.field("right")
            alias = re.search(r"\b(?:env|alias|validation_alias)\s*=\s*[\"'](\w+)[\"']", page.text_of(value))
            if name.isidentifier() and name not in {"model_config", "Config"} and not name.startswith("_"):
                full = alias[1] if alias else f"{prefix[1] if prefix else ''}{name}".upper()
                yield from _entry(page, full, inner, "env", _literal(page, value))


def _script(page: Page) -> Iterator[Entry]:
    for found in _SCRIPT_ENV.finditer(page.code):
        way = page.around(found.start())
        kinds = {branch.kind for branch in way[-4:]}
        if "comment" in kinds or not way or way[-1].kind in {"string_fragment", "regex_pattern"}:
            continue
        if re.match(r"\s*=(?![=>])", page.code[found.end() : found.end() + 10]):
            continue
        default = _SCRIPT_DEFAULT.match(page.code, found.end())
        said = next((group for group in default.groups() if group is not None), None) if default else None
        yield from _entry(page, found["name"] or found["quoted"], found.span(), "env", said)
    for call in page.calls(_SCRIPT_CALL):
        source = "env" if call.receiver.startswith("Deno") else "setting"
        yield from _entry(page, page.literal(call.given(0)), call.node, source, _literal(page, call.given(1)))


def _go(page: Page) -> Iterator[Entry]:
    for call in page.calls(_GO_CALL):
        if call.receiver == "viper" and call.name in {"SetDefault", "BindEnv"}:
            continue
        if call.receiver == "viper" and not page.imports("github.com/spf13/viper"):
            continue
        yield from _entry(
            page, page.literal(call.given(0)), call.node, "env" if call.receiver == "os" else "setting"
        )
    for found in _GO_TAG.finditer(page.code):
        way = page.around(found.start())
        if any(branch.kind == "field_declaration" for branch in way):
            default = _GO_DEFAULT.search(found[0])
            said = next((group for group in default.groups() if group), None) if default else None
            yield from _entry(page, found["name"], found.span("name"), "env", said)


def _java(page: Page) -> Iterator[Entry]:
    for call in page.calls(_JAVA_CALL):
        source = "env" if call.name == "getenv" else "setting"
        yield from _entry(page, page.literal(call.given(0)), call.node, source, page.literal(call.given(1)))
    for found in annotations(page, _VALUE):
        if found.name == "Value":
            said = _PLACEHOLDER.match(page.literal(found.values.get("value")) or "")
            if said:
                yield from _entry(page, said["name"], found.node, "setting", said["default"])
        elif found.name == "ConfigProperty":
            default = page.literal(found.values.get("defaultValue"))
            yield from _entry(page, page.literal(found.values.get("name")), found.node, "setting", default)
        else:
            prefix = page.literal(found.values.get("prefix") or found.values.get("value"))
            if prefix:
                detail = {"role": "read", "source": "setting"}
                yield page.entry(Kind.CONFIG, f"{prefix}.*", found.node, detail, partial=True)


def _rust(page: Page) -> Iterator[Entry]:
    for call in page.calls(_RUST_CALL):
        yield from _entry(page, page.literal(call.given(0)), call.node, "env")
    for found in _RUST_MACRO.finditer(page.code):
        way = page.around(found.start())
        if any(branch.kind == "macro_invocation" for branch in way[-3:]) and not found["name"].startswith(
            "CARGO_"
        ):
            yield from _entry(page, found["name"], found.span(), "env")


def _declared(
    page: Page, name: str, place: tuple[int, int], source: str, symbol: str = ""
) -> Iterator[Entry]:
    if _KEY.match(name):
        detail = {"role": "declare", "source": source, "service": symbol}
        yield page.entry(Kind.CONFIG, name, place, detail, symbol=symbol)


def _find_text(page: Page) -> Iterator[Entry]:
    name = basename(page.path).lower()
    if ".env" in name:
        for found in _DOTENV.finditer(page.text):
            yield from _declared(page, found["name"], found.span("name"), "dotenv")
    elif re.match(r"(?:application|bootstrap)(?:-[\w-]+)?\.properties$", name):
        for found in _PROPERTY.finditer(page.text):
            yield from _declared(page, found["name"], found.span("name"), "spring")


def _find_yaml(page: Page) -> Iterator[Entry]:
    for thing in page.objects():
        if thing.family == COMPOSE:
            for service in thing.find("services.*"):
                for place in (*find(service, "environment.*"), *find(service, "environment[*]")):
                    name = place.name or (place.scalar or "").split("=", 1)[0].strip()
                    start = thing.document.key_range(place)[0]
                    yield from _declared(page, name, (start, start + len(name)), "compose", service.name)
        elif thing.family == KUBERNETES:
            for place in (
                *thing.find("$pod.containers[*].env[*].name"),
                *thing.find("$pod.initContainers[*].env[*].name"),
            ):
                yield from _declared(
                    page,
                    place.scalar or "",
                    thing.document.range(place),
                    "kubernetes",
                    f"{thing.kind}/{thing.name}",
                )
            if thing.kind == "ConfigMap":
                for place in find(thing.root, "data.*"):
                    if "\n" not in (place.scalar or ""):
                        yield from _declared(
                            page,
                            place.name,
                            thing.document.key_range(place),
                            "kubernetes",
                            f"ConfigMap/{thing.name}",
                        )


def _find_docker(page: Page) -> Iterator[Entry]:
    for instruction in instructions(page.text):
        if instruction.keyword == "ENV":
            for name, _, place in pairs(instruction):
                yield from _declared(page, name, (place[0], place[0] + len(name)), "dockerfile")


EXTRACTORS = (
    Extractor(("python",), _python, ("environ", "getenv", "config(", "env(", "env.")),
    Extractor(("python",), _python_settings, ("BaseSettings",)),
    Extractor(SCRIPT, _script, (".env", "onfigService")),
    Extractor(("go",), _go, ("os.Getenv", "os.LookupEnv", "viper", 'env:"', 'envconfig:"')),
    Extractor(("java",), _java, ("getenv", "@Value", "getProperty", "getRequiredProperty", "@Config")),
    Extractor(("rust",), _rust, ("env::var", "env!(", "dotenv::")),
    Extractor(("text",), _find_text),
    Extractor(("yaml",), _find_yaml, ("environment", "env:", "ConfigMap")),
    Extractor(("dockerfile",), _find_docker, ("ENV", "env")),
)
