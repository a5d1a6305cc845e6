"""Settings that the client keeps: sent by it, or asked for."""

from collections.abc import Mapping, Sequence

from lsprotocol import types

from archlsp.server.client import Client
from archlsp.server.options import SECTION, editor_values
from archlsp.server.outgoing import NoAnswerError, Outgoing
from archlsp.server.sessions import Sessions

_PATIENCE = 10.0
"""Seconds that a client has to answer; without an answer the settings stay as they are."""


class Configuration:
    """Brings the editor's layer of the settings to the sessions."""

    def __init__(self, protocol: Outgoing, client: Client, sessions: Sessions) -> None:
        """Nothing is asked before `initialized`."""
        self._protocol = protocol
        self._client = client
        self._sessions = sessions
        self._said: set[str] = set()

    async def listen(self) -> None:
        """Be told of changes, and ask for what is in force."""
        if self._client.registers_configuration:
            options = types.DidChangeConfigurationRegistrationOptions(SECTION)
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            registration = types.Registration("archlsp-configuration", method, options)
            await self._ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]))
        await self.fetch()

    async def fetch(self) -> None:
        """Ask for the settings of every folder."""
        if not self._client.has_configuration:
            return
        asked = self._sessions.folders.all()
        items = [types.ConfigurationItem(folder.uri or None, SECTION) for folder in asked]
        answer = await self._ask(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items))
        if not isinstance(answer, Sequence) or len(answer) != len(asked):
            return
        for folder, values in zip(asked, answer, strict=True):
            # Nothing at all is said by clients that keep no settings; these may have sent some by another way.
            if isinstance(values, Mapping) and (values or folder.uri in self._said):
                self._said.add(folder.uri)
                self._sessions.configure(folder, values)

    async def changed(self, said: object) -> None:
        """Take settings that the client sends; one that sends none wants to be asked."""
        if not isinstance(said, Mapping) or not said:
            await self.fetch()
            return
        self._sessions.editor = editor_values(said)
        for folder in self._sessions.folders.all():
            self._sessions.configure(folder, self._sessions.editor)

    async def _ask(self, method: str, params: object) -> object:
        try:
            return await self._protocol.ask(method, params, _PATIENCE)
        except NoAnswerError:
            return None
