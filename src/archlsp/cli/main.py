"""The `archlsp` command."""

import sys

# What editors' client libraries append to the command of a server on stdio.
_EDITORS_OWN = ("--stdio", "--clientProcessId=")


def main() -> int:
    """Run the command that the arguments name; return the exit code."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["serve"] and all(word.startswith(_EDITORS_OWN) for word in arguments[1:]):
        # The server must answer within 100 ms of its start: it imports nothing that is not its own.
        from archlsp.server.reception import serve  # noqa: PLC0415

        return serve()
    from archlsp.cli.guard import guarded  # noqa: PLC0415 (see above)

    return guarded(arguments)
