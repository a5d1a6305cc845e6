"""What one client can do and wants, read once from `initialize`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archlsp.server.capabilities import (
    knows_code_actions,
    knows_lenses,
    look_up,
    offers,
    position_encoding,
    pulls,
    resolves_edits,
    supports,
)
from archlsp.server.uris import from_path


@dataclass(frozen=True, slots=True)
class Client:
    """Each capability that is missing has a fallback where it is used."""

    encoding: str
    locale: str | None
    folders: tuple[str, ...]
    options: object
    pulls: bool
    code_actions: bool
    resolves_edits: bool
    preferred_actions: bool
    versioned_edits: bool
    annotated_edits: bool
    applies_edits: bool
    creates_files: bool
    shows_documents: bool
    shows_progress: bool
    markdown: bool
    publishes_versions: bool
    code_links: bool
    related_places: bool
    has_configuration: bool
    registers_configuration: bool
    wants_status: bool
    wants_answers: bool
    shows_lenses: bool
    refreshes_lenses: bool

    @classmethod
    def read(cls, params: Mapping[str, object]) -> "Client":
        """Read the parameters of `initialize`; what makes no sense counts as not said."""
        can = params.get("capabilities")
        return cls(
            encoding=position_encoding(can),
            locale=_text(params.get("locale")),
            folders=_folders(params),
            options=params.get("initializationOptions"),
            pulls=pulls(can),
            code_actions=knows_code_actions(can),
            resolves_edits=resolves_edits(can),
            preferred_actions=supports(can, "textDocument.codeAction.isPreferredSupport"),
            versioned_edits=_versioned_edits(can),
            annotated_edits=_annotated_edits(can),
            applies_edits=supports(can, "workspace.applyEdit"),
            creates_files=offers(can, "workspace.workspaceEdit.resourceOperations", "create"),
            shows_documents=supports(can, "window.showDocument.support"),
            shows_progress=supports(can, "window.workDoneProgress"),
            markdown=offers(can, "textDocument.hover.contentFormat", "markdown"),
            publishes_versions=supports(can, "textDocument.publishDiagnostics.versionSupport"),
            code_links=supports(can, "textDocument.publishDiagnostics.codeDescriptionSupport"),
            related_places=supports(can, "textDocument.publishDiagnostics.relatedInformation"),
            has_configuration=supports(can, "workspace.configuration"),
            registers_configuration=supports(can, "workspace.didChangeConfiguration.dynamicRegistration"),
            shows_lenses=knows_lenses(can),
            refreshes_lenses=supports(can, "workspace.codeLens.refreshSupport"),
            wants_status=supports(params.get("initializationOptions"), "status"),
            wants_answers=supports(params.get("initializationOptions"), "answers"),
        )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _versioned_edits(can: object) -> bool:
    # Operations on files exist only in documentChanges: Neovim names those and forgets to name that.
    operations = look_up(can, "workspace.workspaceEdit.resourceOperations")
    return supports(can, "workspace.workspaceEdit.documentChanges") or bool(operations)


def _annotated_edits(can: object) -> bool:
    known = isinstance(look_up(can, "workspace.workspaceEdit.changeAnnotationSupport"), Mapping)
    return known and supports(can, "textDocument.codeAction.honorsChangeAnnotations")


def _folders(params: Mapping[str, object]) -> tuple[str, ...]:
    """The workspace folders; else the one root of older clients, as a URI or as a path."""
    listed = params.get("workspaceFolders")
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        uris = (_text(folder.get("uri")) for folder in listed if isinstance(folder, Mapping))
        return tuple(uri for uri in uris if uri)
    uri, path = _text(params.get("rootUri")), _text(params.get("rootPath"))
    if uri:
        return (uri,)
    return (from_path(Path(path)),) if path else ()
