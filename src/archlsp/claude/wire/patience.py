"""How long is waited for what; tests wait less."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds of one call, kept by the worker, and seconds of the worker, kept by the server.

    `first`: until the first event; `progress`: between two events that say something (a ping says nothing);
    `whole`: for everything. A worker with work to do gives a sign of life every `beat`; after `silence` without
    one it is replaced.
    """

    connect: float = 10.0
    first: float = 60.0
    progress: float = 120.0
    whole: float = 600.0
    beat: float = 5.0
    silence: float = 30.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How trouble of the API is met, in seconds and times.

    The n-th repetition waits about `backoff` times 2 to the n. The API may ask for a wait of up to `longest_wait`
    seconds; one that asks for more pauses us, for `longest_pause` at most. After `failures` in a row we pause by
    ourselves: for `pause` seconds, and longer each time. `insist`: how often a stopped line lets a command try.
    """

    attempts: int = 3
    backoff: float = 0.5
    longest_wait: float = 60.0
    failures: int = 3
    pause: float = 30.0
    longest_pause: float = 3600.0
    insist: float = 5.0
