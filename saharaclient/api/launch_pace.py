"""How often to look at a cluster that is being launched: the nearer it is to Active, the more."""

from __future__ import annotations

from saharaclient.api.resource import Resource
from saharaclient.api.waiters import LONGEST_INTERVAL

#: The statuses that a launch goes through, in their order.
STAGES = (
    "Validating",
    "InfraUpdating",
    "Spawning",
    "Waiting",
    "Preparing",
    "Configuring",
    "Starting",
)
_STAGE = {status: stage for stage, status in enumerate(STAGES)}

#: Seconds before the first look; a launch that takes less does not exist.
_FIRST_LOOK = 1.8
_SHORTEST_INTERVAL = 0.6
#: Of the time that is left, if all stages take equally long.
_SHARE_OF_THE_REST = 0.3
#: By so many looks, the interval is 1 s at the least, and grows with their square. It keeps those
#: low that a cluster gets whose last stage is a long one.
_LOOKS_TO_ONE_SECOND = 9


class LaunchPace:
    """Seconds between two looks at a launch, by the status that the last look has found."""

    def __init__(self) -> None:
        self._stage = 0
        self._looks = 0

    def note(self, cluster: Resource) -> None:
        """Take note of what a look has found."""
        self._looks += 1
        self._stage = _STAGE.get(str(getattr(cluster, "status", None)), self._stage)

    def __call__(self, waited: float) -> float:
        if waited < _FIRST_LOOK:
            return _FIRST_LOOK
        rest = waited * (len(STAGES) - self._stage) / max(self._stage, 0.7)
        shortest = max(_SHORTEST_INTERVAL, (self._looks / _LOOKS_TO_ONE_SECOND) ** 2)
        return min(max(_SHARE_OF_THE_REST * rest, shortest), LONGEST_INTERVAL)
