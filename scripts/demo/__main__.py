"""`make demo`: the main job before your eyes."""

import argparse
import sys
import tempfile
from pathlib import Path

from scripts.demo import play, repository, screen


def main() -> int:
    """Play the sample session, or review the repository that was named."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--repository", type=Path, help="review this repository's recent changes instead")
    arguments = parser.parse_args()
    if arguments.repository:
        return play.review(arguments.repository.resolve())
    with tempfile.TemporaryDirectory(prefix="archlsp-demo-") as folder:
        made = repository.create(Path(folder).resolve())
        screen.heading("a small back end: main with history, feature/confirm-orders with recent changes")
        return play.session(made)


if __name__ == "__main__":
    sys.exit(main())
