"""Which key is used, as far as the server's process is concerned: it finds keys in its environment and runs nothing.

What a command prints and what a keyring keeps is known to the worker alone (`keysource.py`).
"""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.model.terms import Terms

API_KEY = "ANTHROPIC_API_KEY"
AUTH_TOKEN = "ANTHROPIC_AUTH_TOKEN"  # noqa: S105 - the name of a variable
# Read by the clients of the clouds; they travel in a frame, and never stand in the worker's own environment.
_CLOUDS = {
    "bedrock": ("AWS_",),
    "vertex": ("GOOGLE_", "CLOUDSDK_", "CLOUD_ML_REGION", "ANTHROPIC_VERTEX_PROJECT_ID"),
}


def has_key(terms: Terms, environ: Mapping[str, str]) -> bool:
    """Tell whether there may be a key, without looking for it. An endpoint of the user's own may need none."""
    if terms.provider != "anthropic" or terms.key_command or _given(environ):
        return True
    return not endpoint_of(terms, environ).is_default or _has_keyring()


def credentials_value(terms: Terms, environ: Mapping[str, str]) -> Mapping[str, Any]:
    """Turn everything that the worker needs to find the key into the part of a frame. Never log it."""
    if terms.provider in _CLOUDS:
        prefixes = _CLOUDS[terms.provider]
        return {"cloud": {name: value for name, value in environ.items() if name.startswith(prefixes)}}
    return {
        "key": environ.get(API_KEY, "").strip(),
        "token": environ.get(AUTH_TOKEN, "").strip(),
        "command": list(terms.key_command),
    }


def _given(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name, "").strip() for name in (API_KEY, AUTH_TOKEN))


@cache
def _has_keyring() -> bool:
    """The extra `archlsp[keyring]` is installed."""
    return find_spec("keyring") is not None
