"""Sample repositories and a private state for the tests in real editors."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from claude.fake import Answer, FakeApiThread, fake_api
from claude.items import item
from design.answers import answer
from repositories import TestRepository

ROOT = Path(__file__).parents[2]
OWN = dict(os.environ)
"""As it was before the tests gave it a cache of their own: what is installed outlives a run of the tests."""
RULE = "py-http-call-without-timeout"
CODE = '''\
import requests


def notify(url):
    """注文を通知します。"""
    return "🚚 配送" + requests.get(url).text


def price(url):
    # 日本語と絵文字 😀 の後
    x = "価格😀"; y = requests.get(url + x)
    return y
'''
"""Two findings of RULE, on lines 6 and 11, behind Japanese and emoji: `requests.get(url)`, `requests.get(url + x)`."""


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Path]:
    """Make a repository in which `notify.py` is new; `name` is its folder's."""

    def create(name: str = "shop", code: str = CODE) -> Path:
        made = TestRepository.create(tmp_path / name)
        made.commit({"README.md": f"# {name}\n"})
        made.write("notify.py", code)
        return made.root

    return create


@pytest.fixture
def shop(repository: Callable[..., Path]) -> Path:
    """A repository whose only Python file is new."""
    return repository()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The variables of an editor: `archlsp` is this checkout's, nothing of the user's own is read or written."""
    own = tmp_path / "home"
    own.mkdir(exist_ok=True)
    places = {f"XDG_{name}_HOME": str(own / name.lower()) for name in ("CONFIG", "STATE", "DATA")}
    keys = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "VIMINIT", "NVIM_APPNAME")
    inherited = {name: value for name, value in os.environ.items() if name not in keys}
    return {
        **inherited,
        **places,
        "HOME": str(own),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "ARCHLSP_STATE_DIR": str(own / "archlsp"),
        "ARCHLSP_CONFIG_DIR": str(own / "archlsp-config"),
    }


QUESTION = "注文が 10 倍に増えたら、どこから直しますか"
LAST_WORDS = "毎晩突き合わせます"


EDITS = (
    {"path": "tests/test_queue.py", "quote": "", "replacement": "def test_once():\n    assert True\n"},
    {"path": "queue.py", "quote": "", "replacement": "def put(order):\n    return order\n"},
)
"""How Claude implements an answer."""
BETTER = "待ち続けます"
_BETTER = item(
    "requests.get(url + x)",
    title=BETTER,
    category="performance",
    replacement="requests.get(url + x, timeout=5)",
)
"""What Claude says of a selection; of another category than RULE, whose own fix would be the one that is kept."""


def to_task(body: Any) -> Answer | None:  # noqa: ANN401 - any JSON
    """The answer to a question that is none about design; None for one that is."""
    task = body["system"][-1]["text"]
    if "# Task: begin to build" in task:
        return Answer(findings=EDITS)
    if "# Task: improve" in task:
        return Answer(findings=[_BETTER])
    return None


@pytest.fixture
def api() -> Iterator[FakeApiThread]:
    """A Claude that stops within each design answer until `api.go()`, and finds nothing in code."""
    text = answer(design="通知の処理は `notify.py:6` にあります。")

    def reply(body: Mapping[str, object]) -> Answer:
        other = to_task(body)
        if other is not None:
            return other
        if QUESTION in json.dumps(body, ensure_ascii=False):
            return Answer(text=text, fault="hold", chunk=16, after=6)
        return Answer(findings=[])

    with fake_api(answer=reply) as api:
        yield api


@pytest.fixture(scope="session")
def installed() -> Path:
    """VS Code and a browser, installed when they are missing."""
    script = ROOT / "scripts" / "editors" / "install-vscode"
    done = subprocess.run([script], env=OWN, stdout=subprocess.PIPE, text=True, check=True)
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed extension, which carries this checkout's server; packed once for all processes of this run."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    packed = folder / "archlsp.vsix"
    with (folder / "archlsp.lock").open("w") as one_at_a_time:
        fcntl.flock(one_at_a_time, fcntl.LOCK_EX)
        if not packed.exists():
            pack(folder / "wheel", packed)
    return packed


def pack(wheels: Path, packed: Path) -> None:
    """Build the server's wheel, and the extension with it."""
    uv = Path(sys.executable).with_name("uv")
    build = [uv, "build", "--quiet", "--wheel", "--out-dir", wheels, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    command = [ROOT / "scripts" / "vscode-package", packed]
    subprocess.run(command, env={**OWN, "WHEEL": str(wheel)}, check=True, capture_output=True)
