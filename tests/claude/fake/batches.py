"""Message batches: in progress at the first look, ended at the second."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_BEGAN = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class _Batch:
    requests: list[Mapping[str, Any]]
    looks: int = 0


class Batches:
    """The batches of one fake. `results_host`: where their results are said to be, by default here."""

    def __init__(self, answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        """`answer` makes the whole message for the parameters of one request."""
        self._answer = answer
        self._kept: dict[str, _Batch] = {}

    def make(self, requests: list[Mapping[str, Any]]) -> str:
        """Take a batch."""
        name = f"msgbatch_{len(self._kept):06d}"
        self._kept[name] = _Batch(requests)
        return name

    def knows(self, name: str) -> bool:
        """Tell whether there is such a batch."""
        return name in self._kept

    def look(self, name: str, host: str) -> Mapping[str, Any]:
        """How things stand with a batch."""
        batch = self._kept[name]
        ended = batch.looks > 1
        batch.looks += 1
        count = len(batch.requests)
        counts = {"canceled": 0, "errored": 0, "expired": 0}
        return {
            "id": name,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": {
                **counts,
                "processing": 0 if ended else count,
                "succeeded": count if ended else 0,
            },
            "created_at": _BEGAN.isoformat(),
            "expires_at": (_BEGAN + timedelta(hours=24)).isoformat(),
            "ended_at": (_BEGAN + timedelta(hours=1)).isoformat() if ended else None,
            "cancel_initiated_at": None,
            "archived_at": None,
            "results_url": f"{host}/v1/messages/batches/{name}/results" if ended else None,
        }

    def results(self, name: str) -> bytes:
        """One line a request, in another order than they came in."""
        lines = []
        for request in reversed(self._kept[name].requests):
            message = self._answer(request["params"])
            result = {"type": "succeeded", "message": message}
            lines.append(json.dumps({"custom_id": request["custom_id"], "result": result}))
        return "".join(f"{line}\n" for line in lines).encode()
