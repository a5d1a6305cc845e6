"""`python -m archlsp` is the `archlsp` command."""

import sys

from archlsp.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
