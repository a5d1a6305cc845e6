"""What every test stands on."""

import os
import signal

import pytest
from hypothesis import settings

# A shell without job control has its background jobs ignore Ctrl+C, and their children would, too: a handler of our
# own is not handed down, the default is.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes depends on the machine; what is measured lives in benchmarks/.
settings.register_profile("archlsp", deadline=None)
settings.load_profile("archlsp")


@pytest.fixture(scope="session", autouse=True)
def _one_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every process of the run shares one cache: making one of the rules takes seconds, and hundreds start."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    os.environ["XDG_CACHE_HOME"] = str(shared / "cache")
