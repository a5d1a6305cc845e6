"""Where a call goes to: a URL without anything secret in it, or the name of the setting that holds it."""

import re
from dataclasses import dataclass

from archlsp.map.literals import Said

_URL = re.compile(
    r"^(?P<scheme>[a-zA-Z][\w+.-]{1,30})://(?P<user>[^/?#\s]*@)?(?P<host>[^/?#\s]*)(?P<path>/[^?#\s]*)?[^\n]*$"
)
_HOLE = re.compile(r"^\{(?P<name>[^{}]*)\}(?P<rest>(?:/|:)[^?#]*)?")
_ENVIRONMENT = re.compile(
    r"process\.env\.(\w+)|process\.env\[[\"'](\w+)|import\.meta\.env\.(\w+)|environ(?:\.get\(|\[)\s*[\"'](\w+)"
    r"|[gG]etenv\(\s*[\"'](\w+)|env::var\(\s*[\"'](\w+)"
)
_SETTING = re.compile(
    r"^(?:\w+\.)*(?:settings|config|conf|cfg|env|options|c|properties)\.[\w.]+$"
    r"|^(?:\w+\.)*[A-Z][A-Z0-9_]{3,}$"
    # A field that holds an address; a local variable may have been made of anything.
    r"|^(?:self|this|c|s|cfg|conf|config|opts|options|settings)(?:\.\w+)*\._?\w*(?:[uU]rl|URL|[hH]ost|[eE]ndpoint|[dD]sn|DSN|[uU]ri|URI|[aA]ddr(?:ess)?)$",
)
_WORD_OF_A_HOST = re.compile(r"^[\w.{}$()\[\]:-]+$")
_UNSAFE = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Address:
    """`shown` is safe to show. `config` names the setting it comes from; `whole`: nothing of the host is unknown."""

    shown: str
    scheme: str = ""
    config: str = ""
    whole: bool = True


def address_of(said: Said | None, expression: str = "") -> Address | None:
    """Read what a client is given; None where neither a host nor the name of a setting can be told."""
    if said is not None and (found := _URL.match(said.text)):
        return _of_url(found)
    if said is not None and (hole := _HOLE.match(said.text)):
        name = setting_of(hole["name"])
        return Address(_clean(f"{{{name}}}{hole['rest'] or ''}"), config=name, whole=False) if name else None
    name = setting_of(expression) if said is None else ""
    return Address(f"{{{name}}}", config=name, whole=False) if name else None


def setting_of(expression: str) -> str:
    """Name the setting that an expression reads, "" where it may be any variable."""
    text = "".join(expression.split())
    if found := _ENVIRONMENT.search(text):
        return next(group for group in found.groups() if group)
    text = text.removeprefix("&").removesuffix("!").removesuffix("()")
    return text if _SETTING.match(text) else ""


def _of_url(found: re.Match[str]) -> Address | None:
    host, path, scheme = found["host"], found["path"] or "", found["scheme"].lower()
    if not host or "@" in host or not _WORD_OF_A_HOST.match(host):
        return None
    name = ""
    if host.startswith("{"):
        name = setting_of(host[1 : host.find("}")])
        if not name:
            return None
        host = "{" + name + host[host.find("}") :]
    return Address(_clean(f"{scheme}://{host}{path}"), scheme, name, whole="{" not in host)


def _clean(text: str) -> str:
    return _UNSAFE.sub("", text)[:200]
