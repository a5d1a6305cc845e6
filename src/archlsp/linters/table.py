"""Every linter that can be used, in the order in which they are asked."""

from archlsp.linters.adapter import Adapter
from archlsp.linters.buf import BUF
from archlsp.linters.golangci import GOLANGCI
from archlsp.linters.hadolint import HADOLINT
from archlsp.linters.oxlint import OXLINT
from archlsp.linters.ruff import RUFF
from archlsp.linters.semgrep import SEMGREP
from archlsp.linters.squawk import SQUAWK
from archlsp.linters.zizmor import ZIZMOR

LINTERS: tuple[Adapter, ...] = (RUFF, SQUAWK, HADOLINT, BUF, ZIZMOR, OXLINT, GOLANGCI, SEMGREP)
NAMES: tuple[str, ...] = tuple(adapter.name for adapter in LINTERS)
