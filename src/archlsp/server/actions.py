"""Code actions, from our own findings: what the client says it shows there is not relied upon."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from archlsp.messages import say
from archlsp.model.aistatus import AiMode
from archlsp.model.finding import Finding, Fix
from archlsp.server.capabilities import FIX_ALL, RESTORE
from archlsp.server.desk import Desk, Host
from archlsp.server.documents import Document
from archlsp.server.edits import safe_fixes, stands, workspace_edit
from archlsp.server.folders import Place
from archlsp.store.dismissal import DismissalKind
from archlsp.trust.edits import may_edit

Action = types.CodeAction | types.Command
_DISMISSALS = (
    ("action-dismiss-here", DismissalKind.HERE),
    ("action-dismiss-rule", DismissalKind.RULE_IN_FILE),
    ("action-dismiss-false", DismissalKind.FALSE_POSITIVE),
)
_AI_ACTIONS = (
    ("action-deepen", "archlsp.deepen"),
    ("action-suggest-fix", "archlsp.suggestFix"),
    ("action-write-test", "archlsp.writeTest"),
)
_AI_MODES = frozenset({AiMode.READY, AiMode.ASKING, AiMode.PAUSED})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: where, and of which kinds."""

    desk: Desk
    document: Document
    place: Place
    findings: Sequence[Finding]
    only: Sequence[str] | None

    def wants(self, kind: str) -> bool:
        """Tell whether a kind was asked for, by its name or by one above it."""
        if self.only is None:
            return True
        return any(not asked or kind == asked or kind.startswith(asked + ".") for asked in self.only)

    def say(self, key: str, **values: object) -> str:
        """Speak the folder's language."""
        return say(self.place.folder.locale, key, **values)


def code_action(ls: Host, params: types.CodeActionParams) -> list[Action] | None:
    """Offer what can be done about the findings in a range."""
    desk = ls.desk
    document = desk.protocol.documents.find(params.text_document.uri)
    if document is None:
        return None
    shown = frozenset(_identities(params.context.diagnostics))
    place, findings = desk.findings_at(document, params.range, shown)
    asked = Asked(desk, document, place, findings, params.context.only)
    actions = [*_quick_fixes(asked), *_fix_all(asked), *_restore(asked)]
    if desk.client.code_actions:
        return list(actions)
    return [action.command for action in actions if action.command is not None]


def _identities(diagnostics: Sequence[types.Diagnostic]) -> Iterator[str]:
    """A cursor beside the culprit, on its line: some clients then send that line's diagnostics."""
    for diagnostic in diagnostics:
        data = diagnostic.data
        identity = data.get("identity") if isinstance(data, Mapping) else None
        if isinstance(identity, str):
            yield identity


def _quick_fixes(asked: Asked) -> Iterator[types.CodeAction]:
    if not asked.wants(types.CodeActionKind.QuickFix.value):
        return
    for finding in asked.findings if may_fix(asked.place) else ():
        for index, fix in enumerate(finding.fixes):
            if stands(fix, asked.document.lines):
                yield _fix_action(asked, finding, index, fix)
    for finding in asked.findings:
        yield from _other_actions(asked, finding)


def _fix_action(asked: Asked, finding: Finding, index: int, fix: Fix) -> types.CodeAction:
    title = asked.say("action-fix", title=fix.title)
    action = _action(asked, title, finding)
    client, document = asked.desk.client, asked.document
    if not client.code_actions:
        arguments = [document.uri, finding.identity, index]
        action.command = types.Command(title, "archlsp.applyFix", arguments=arguments)
    elif client.resolves_edits:
        action.data = {"uri": document.uri, "identity": finding.identity, "fix": index}
    else:
        action.edit = workspace_edit(document, [fix], title, client)
    if client.preferred_actions and index == 0 and fix.safe:
        action.is_preferred = True
    return action


def _other_actions(asked: Asked, finding: Finding) -> Iterator[types.CodeAction]:
    for key, kind in _DISMISSALS:
        arguments: list[object] = [asked.document.uri, finding.identity, kind.value]
        yield _command(asked, asked.say(key, rule=finding.rule), "archlsp.dismiss", arguments, finding)
    if asked.place.folder.session.ai().mode in _AI_MODES:
        for key, name in _AI_ACTIONS:
            place: list[object] = [asked.document.uri, finding.identity]
            yield _command(asked, asked.say(key), name, place, finding)
    arguments = [finding.rule, asked.document.uri]
    title = asked.say("action-explain", rule=finding.rule)
    yield _command(asked, title, "archlsp.explain", arguments, finding)


def _action(asked: Asked, title: str, finding: Finding) -> types.CodeAction:
    shown = asked.desk.diagnostics.make(finding, asked.place, asked.document.lines)
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [shown])


def _command(
    asked: Asked, title: str, command: str, arguments: list[object], finding: Finding
) -> types.CodeAction:
    action = _action(asked, title, finding)
    action.command = types.Command(title, command, arguments=arguments)
    return action


def _fix_all(asked: Asked) -> Iterator[types.CodeAction]:
    """All safe fixes of the file, wherever the cursor is; without literal actions there is no kind to ask for."""
    wanted = asked.wants(FIX_ALL) and asked.desk.client.code_actions
    if not wanted or not may_fix(asked.place):
        return
    findings = asked.place.folder.session.findings(asked.place.path)
    fixes = safe_fixes(findings, asked.document.lines)
    if not fixes:
        return
    title = asked.say("action-fix-all", count=len(fixes))
    edit = workspace_edit(asked.document, fixes, title, asked.desk.client)
    yield types.CodeAction(title, FIX_ALL, edit=edit)


def _restore(asked: Asked) -> Iterator[types.CodeAction]:
    """Offered for the whole file, as a source action: else a bulb would light up on every line."""
    if not asked.wants(RESTORE):
        return
    count = len(asked.place.folder.session.dismissed(asked.place.path))
    if count:
        title = asked.say("action-restore", count=count)
        command = types.Command(title, "archlsp.restore", arguments=[asked.document.uri])
        yield types.CodeAction(title, RESTORE, command=command)


def resolve_action(ls: Host, action: types.CodeAction) -> types.CodeAction:
    """Add the edit to the action that the user chose; refuse when the code changed meanwhile."""
    data = action.data if isinstance(action.data, Mapping) else {}
    uri, identity, index = data.get("uri"), data.get("identity"), data.get("fix")
    if not isinstance(uri, str) or not isinstance(identity, str) or not isinstance(index, int):
        raise JsonRpcInvalidParams("Invalid params: not an action of ours")
    found = find_fix(ls.desk, uri, identity, index)
    if found is None:
        place = ls.desk.place_of(uri)
        raise JsonRpcContentModified(say(place.folder.locale, "fix-outdated"))
    document, fix = found
    action.edit = workspace_edit(document, [fix], action.title, ls.desk.client)
    return action


def find_fix(desk: Desk, uri: str, identity: str, index: int) -> tuple[Document, Fix] | None:
    """Find a fix that still applies to an open document."""
    document = desk.protocol.documents.find(uri)
    if document is None:
        return None
    place = desk.place_of(uri)
    findings = place.folder.session.findings(place.path) if may_fix(place) else ()
    fixes = next((finding.fixes for finding in findings if finding.identity == identity), ())
    if not 0 <= index < len(fixes) or not stands(fixes[index], document.lines):
        return None
    return document, fixes[index]


def may_fix(place: Place) -> bool:
    """Tell whether a fix may change a document: never a file that is run or obeyed on its own."""
    folder = place.folder.session.folder
    return folder is None or may_edit(folder, place.path, (place.path,))
