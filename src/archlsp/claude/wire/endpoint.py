"""Where questions go: read from the user's settings and environment, never from a repository."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from archlsp.model.review import Problem
from archlsp.model.terms import Terms

DEFAULT = "https://api.anthropic.com"
_PORTS = {"http": 80, "https": 443}
_VERSION = "/v1"  # the SDK adds it
_VERTEX_HOSTS = {
    "global": "aiplatform.googleapis.com",
    "us": "aiplatform.us.rep.googleapis.com",
    "eu": "aiplatform.eu.rep.googleapis.com",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One place that answers questions.

    `origin`, scheme, host and port, is what users see and what they consent to. `note` is worth telling; with a
    `problem` nothing can be sent. `is_loopback`: it is on this machine.
    """

    provider: str
    base_url: str
    origin: str
    is_default: bool = False
    is_loopback: bool = False
    note: Problem | None = None
    problem: Problem | None = None


def endpoint_of(terms: Terms, environ: Mapping[str, str]) -> Endpoint:
    """Find the endpoint: the user's setting, else their environment, else the provider's own. Never raises."""
    given = terms.base_url.strip() or _of_environment(terms.provider, environ)
    if not given:
        return Endpoint(terms.provider, "", terms.provider, problem=Problem.of("ai-endpoint-no-region"))
    parts = _split(given)
    if parts is None or parts.hostname is None:
        return Endpoint(terms.provider, "", "?", problem=Problem.of("ai-endpoint-invalid"))
    path = parts.path.rstrip("/")
    is_versioned = terms.provider == "anthropic" and path.endswith(_VERSION)
    path = path.removesuffix(_VERSION).rstrip("/") if is_versioned else path
    origin = _origin(parts)
    is_loopback = is_local(parts.hostname)
    note = Problem.of("ai-endpoint-version", endpoint=origin) if is_versioned else None
    if parts.scheme == "http" and not is_loopback:
        note = Problem.of("ai-endpoint-unencrypted", endpoint=origin)
    return Endpoint(terms.provider, origin + path, origin, origin == DEFAULT, is_loopback, note)


def is_local(host: str) -> bool:
    """Tell whether a host is this machine, as far as its name says."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """Reduce an address to scheme, host and port, for comparing; "" where it is none."""
    parts = _split(url)
    return _origin(parts) if parts is not None else ""


def _of_environment(provider: str, environ: Mapping[str, str]) -> str:
    if provider == "bedrock":
        region = environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""
        return environ.get("ANTHROPIC_BEDROCK_BASE_URL") or (
            f"https://bedrock-runtime.{region}.amazonaws.com" if region else ""
        )
    if provider == "vertex":
        region = environ.get("CLOUD_ML_REGION", "")
        host = _VERTEX_HOSTS.get(region, f"{region}-aiplatform.googleapis.com")
        return environ.get("ANTHROPIC_VERTEX_BASE_URL") or (f"https://{host}/v1" if region else "")
    return environ.get("ANTHROPIC_BASE_URL", "").strip() or DEFAULT


def _split(url: str) -> SplitResult | None:
    """Take an address apart; None for one that we do not use: another scheme, a name and password, a query."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    is_plain = parts.scheme in _PORTS and not (
        parts.username or parts.password or parts.query or parts.fragment
    )
    is_whole = (
        bool(parts.hostname) and port != 0 and parts.hostname.isprintable() if parts.hostname else False
    )
    return parts if is_plain and is_whole and " " not in url else None


def _origin(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, _PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
