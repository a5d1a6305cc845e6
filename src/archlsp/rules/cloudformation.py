"""CloudFormation and SAM templates (YAML or JSON), and bare IAM policies in JSON, as resources for rules."""

import re

import yaml

from archlsp.rules.terraformscope import Resource, Scope
from archlsp.rules.terraformtree import Entry, Items, Mapping, Scalar, Unknown, Value, entry, fold
from archlsp.rules.yamltree import Document, Place, documents, root_keys

# Asked before anything is parsed.
_MAY_BE_ONE = re.compile(r"\bResources\b|\"Statement\"")
_INTERPOLATION = re.compile(r"\$\{(?!!)")
_FUNCTION = re.compile(r"^(?:Ref|Condition|Fn::\w+)$")
_NULL = "tag:yaml.org,2002:null"
_DEEPEST = 100
IAM_POLICY = "iam-policy"


def read_templates(text: str, language: str) -> list[Scope]:
    """Read the templates of a file; other YAML and JSON gives nothing."""
    if not _MAY_BE_ONE.search(text):
        return []
    # Tabs are fine in JSON and not in YAML.
    plain = text.replace("\t", " ") if language == "json" else text
    scopes = (_template(document, text) for document in documents(plain))
    return [scope for scope in scopes if scope is not None]


def _template(document: Document, text: str) -> Scope | None:
    keys = root_keys(document)
    scope = Scope(text)
    reader = _Reader(document)
    if "Resources" in keys:
        _parameters(scope, reader, keys.get("Parameters"))
        shared = reader.entries(keys["Globals"]) if "Globals" in keys else []
        for item in reader.entries(keys["Resources"]):
            _resource(scope, document, item, shared)
        return scope if scope.resources else None
    if "Statement" in keys:
        body = reader.value(document.root.node)
        if isinstance(body, Mapping):
            head = keys["Statement"]
            start, end = document.key_range(head)
            scope.resources.append(Resource(IAM_POLICY, "", body, start, end, body.end, scope))
            return scope
    return None


def _parameters(scope: Scope, reader: "_Reader", place: Place | None) -> None:
    """Parameters stand for their defaults, and are resources of a kind, too."""
    for item in reader.entries(place) if place else ():
        body = item.value
        if not isinstance(body, Mapping):
            continue
        default = next((each.value for each in body.entries if each.key == "Default"), None)
        if default is not None:
            scope.values[item.key] = default
        scope.resources.append(
            Resource("Parameter", item.key, body, item.start, item.key_end, body.end, scope)
        )


def _resource(scope: Scope, document: Document, item: Entry, shared: list[Entry]) -> None:
    if not isinstance(item.value, Mapping):
        return
    kind, properties = "", Mapping(item.value.start, item.value.end)
    outer = []
    for each in item.value.entries:
        if each.key == "Type" and isinstance(each.value, Scalar):
            kind = each.value.text or ""
        elif each.key == "Properties" and isinstance(each.value, Mapping):
            properties = each.value
        else:
            # DeletionPolicy and the like, beside the properties.
            outer.append(each)
    if "::" not in kind:
        return
    own = {each.folded for each in properties.entries}
    entries = [*properties.entries, *outer]
    entries += [each for each in _shared(kind, shared) if each.folded not in own]
    body = Mapping(item.start, item.value.end, entries, properties.whole)
    scope.resources.append(Resource(kind, item.key, body, item.start, item.key_end, item.value.end, scope))


def _shared(kind: str, shared: list[Entry]) -> list[Entry]:
    """Return what SAM's Globals say about a kind of resource."""
    family = fold(kind.rsplit("::", 1)[1]) if kind.startswith("AWS::Serverless::") else ""
    for item in shared:
        if item.folded == family and isinstance(item.value, Mapping):
            return item.value.entries
    return []


class _Reader:
    """Turns nodes of YAML into values."""

    def __init__(self, document: Document) -> None:
        self._offset = document.offset

    def entries(self, place: Place) -> list[Entry]:
        value = self.value(place.node)
        return value.entries if isinstance(value, Mapping) else []

    def value(self, node: yaml.Node, depth: int = 0) -> Value:
        # The marks of a block run on to the next word; whoever shows it cuts the blanks off.
        start, end = self._offset + node.start_mark.index, self._offset + node.end_mark.index
        if depth > _DEEPEST:
            return Unknown(start, end)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, start, end)
        if node.tag.startswith("!"):
            return Unknown(start, end, _dotted(node) if node.tag == "!GetAtt" else "")
        if isinstance(node, yaml.SequenceNode):
            return Items(start, end, [self.value(item, depth + 1) for item in node.value])
        return self._mapping(node, start, end, depth)

    def _scalar(self, node: yaml.ScalarNode, start: int, end: int) -> Value:
        tag, text = node.tag, str(node.value)
        if tag in {"!Ref", "!GetAtt"}:
            return Unknown(start, end, text)
        if tag == "!Sub":
            return Scalar(start, end, text, whole=not _INTERPOLATION.search(text))
        if tag.startswith("!"):
            return Unknown(start, end)
        if tag == _NULL:
            return Scalar(start, end, None)
        whole = not text.startswith("{{resolve:")
        return Scalar(start, end, text, whole)

    def _mapping(self, node: yaml.Node, start: int, end: int, depth: int) -> Value:
        found = Mapping(start, end)
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        for key, item in pairs:
            if not isinstance(key, yaml.ScalarNode):
                found.whole = False
                continue
            name = str(key.value)
            if len(pairs) == 1 and _FUNCTION.match(name):
                return self._function(name, item, start, end)
            if name.startswith("Fn::") or name == "<<":
                found.whole = False
            head = self._offset + key.start_mark.index, self._offset + key.end_mark.index
            found.entries.append(entry(name, *head, self.value(item, depth + 1)))
        return found

    def _function(self, name: str, argument: yaml.Node, start: int, end: int) -> Value:
        if isinstance(argument, yaml.ScalarNode) and name in {"Ref", "Fn::GetAtt"}:
            return Unknown(start, end, str(argument.value))
        if name == "Fn::GetAtt":
            return Unknown(start, end, _dotted(argument))
        if name == "Fn::Sub" and isinstance(argument, yaml.ScalarNode):
            text = str(argument.value)
            return Scalar(start, end, text, whole=not _INTERPOLATION.search(text))
        return Unknown(start, end)


def _dotted(node: yaml.Node) -> str:
    parts = node.value if isinstance(node, yaml.SequenceNode) else []
    return ".".join(str(part.value) for part in parts if isinstance(part, yaml.ScalarNode))
