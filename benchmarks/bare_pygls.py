"""The floor: a pygls server that publishes one diagnostic whenever it is asked to look."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "0")


def _publish(uri: str, version: int | None) -> None:
    place = types.Range(types.Position(0, 0), types.Position(0, 1))
    found = [types.Diagnostic(range=place, message="bare")]
    server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def _opened(params: types.DidOpenTextDocumentParams) -> None:
    _publish(params.text_document.uri, params.text_document.version)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def _saved(params: types.DidSaveTextDocumentParams) -> None:
    _publish(params.text_document.uri, None)


if __name__ == "__main__":
    server.start_io()
