"""What we offer, as a pure function of what the client can do. Imported before anything heavy.

Everything here works on the JSON as it came: a client that sends nonsense in one place gets the default there.
"""

from collections.abc import Mapping, Sequence

Json = object

COMMANDS = (
    "archlsp.applyFix",
    "archlsp.cancel",
    "archlsp.deepen",
    "archlsp.design",
    "archlsp.designFollowUp",
    "archlsp.designs",
    "archlsp.disableAi",
    "archlsp.dismiss",
    "archlsp.enableAi",
    "archlsp.explain",
    "archlsp.implement",
    "archlsp.improve",
    "archlsp.openDesign",
    "archlsp.restore",
    "archlsp.reviewChanges",
    "archlsp.reviewFile",
    "archlsp.reviewRepository",
    "archlsp.reviewSelection",
    "archlsp.saveAsAdr",
    "archlsp.showMap",
    "archlsp.showPayload",
    "archlsp.showSpend",
    "archlsp.showStatus",
    "archlsp.suggestFix",
    "archlsp.writeTest",
)
FIX_ALL = "source.fixAll.archlsp"
RESTORE = "source.archlsp.restore"
_ENCODINGS = ("utf-8", "utf-16", "utf-32")
_INCREMENTAL = 2
_EVERYTHING = {"filters": [{"scheme": "file", "pattern": {"glob": "**/*"}}]}


def look_up(capabilities: Json, path: str) -> Json:
    """Follow a dotted path; None where it does not lead anywhere."""
    here = capabilities
    for name in path.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(name)
    return here


def laid_over(capabilities: Mapping[str, Json], more: Json, depth: int = 8) -> dict[str, Json]:
    """Lay what a plugin says over what its client says: ALE, for one, lets a linter add options alone."""
    merged = dict(capabilities)
    for name, value in more.items() if isinstance(more, Mapping) else ():
        below = merged.get(name)
        if isinstance(value, Mapping) and depth:
            value = laid_over(below if isinstance(below, Mapping) else {}, value, depth - 1)
        merged[name] = value
    return merged


def supports(capabilities: Json, path: str) -> bool:
    """Tell whether the client says `true` there."""
    return look_up(capabilities, path) is True


def offers(capabilities: Json, path: str, value: str) -> bool:
    """Tell whether the list there has `value`."""
    listed = look_up(capabilities, path)
    return isinstance(listed, Sequence) and not isinstance(listed, str) and value in listed


def position_encoding(capabilities: Json) -> str:
    """Choose the first of the client's encodings that we know; UTF-16 is the protocol's default."""
    listed = look_up(capabilities, "general.positionEncodings")
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        for name in listed:
            if name in _ENCODINGS:
                return str(name)
    return "utf-16"


def pulls(capabilities: Json) -> bool:
    """Tell whether the client asks for diagnostics itself and can be told to ask again; else they are pushed."""
    asks = isinstance(look_up(capabilities, "textDocument.diagnostic"), Mapping)
    return asks and supports(capabilities, "workspace.diagnostics.refreshSupport")


def resolves_edits(capabilities: Json) -> bool:
    """Tell whether the client fetches a code action's edit when it is chosen, and keeps our data until then."""
    in_time = offers(capabilities, "textDocument.codeAction.resolveSupport.properties", "edit")
    return in_time and supports(capabilities, "textDocument.codeAction.dataSupport")


def knows_code_actions(capabilities: Json) -> bool:
    """Tell whether code actions may be more than bare commands."""
    literals = look_up(capabilities, "textDocument.codeAction.codeActionLiteralSupport")
    return isinstance(literals, Mapping)


def knows_lenses(capabilities: Json) -> bool:
    """Tell whether the client shows lines above code."""
    return isinstance(look_up(capabilities, "textDocument.codeLens"), Mapping)


def _code_actions(capabilities: Json) -> Json:
    if not knows_code_actions(capabilities):
        return True
    return {
        "codeActionKinds": ["quickfix", FIX_ALL, RESTORE],
        "resolveProvider": resolves_edits(capabilities),
    }


def _file_operations(capabilities: Json) -> dict[str, Json]:
    names = ("didDelete", "didRename")
    return {name: _EVERYTHING for name in names if supports(capabilities, f"workspace.fileOperations.{name}")}


def server_capabilities(capabilities: Json) -> dict[str, Json]:
    """Turn the client's capabilities into ours, as they go into the answer to `initialize`."""
    ours: dict[str, Json] = {
        "positionEncoding": position_encoding(capabilities),
        "textDocumentSync": {
            "openClose": True,
            "change": _INCREMENTAL,
            "save": {"includeText": False},
        },
        "hoverProvider": True,
        "codeActionProvider": _code_actions(capabilities),
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": _file_operations(capabilities),
        },
    }
    if knows_lenses(capabilities):
        ours["codeLensProvider"] = {"resolveProvider": False}
    if pulls(capabilities):
        ours["diagnosticProvider"] = {
            "identifier": "archlsp",
            "interFileDependencies": False,
            "workspaceDiagnostics": True,
        }
    return ours
