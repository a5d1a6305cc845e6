"""`make bench`: every figure, one JSON document after the other.

    python -m benchmarks [NAME...]

Each module can be run alone too, with options of its own.
"""

import subprocess
import sys
from pathlib import Path

_ORDER = ("lsp_start", "keystrokes", "editor", "scope", "command", "git_scope", "watch", "rules")


def main() -> int:
    """Run the named benchmarks, or all that are here."""
    here = Path(__file__).parent
    names = sys.argv[1:] or [name for name in _ORDER if (here / f"{name}.py").is_file()]
    failed = 0
    for name in names:
        print(f"== {name}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
