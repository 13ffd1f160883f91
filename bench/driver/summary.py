"""What the samples say: medians, and ratios to the client that all are compared with."""

from __future__ import annotations

from statistics import median
from typing import Any, Dict, List, Optional

from .clients import BASELINE
from .measurements import Figure

Samples = Dict[str, Dict[str, List[Dict[str, Any]]]]


class Summary:
    def __init__(self, samples: Samples) -> None:
        self._samples = samples

    def value(self, measurement: str, client: str, field: str) -> Optional[float]:
        """The median over the rounds; None if this was not measured."""
        values = self._values(measurement, client, field)
        return median(values) if values else None

    def ratio(self, measurement: str, client: str, field: str, to: str = BASELINE.name) -> Optional[float]:
        """The median of the ratios within each round, where both ran one soon after the other."""
        own, other = self._values(measurement, client, field), self._values(measurement, to, field)
        ratios = [mine / theirs for mine, theirs in zip(own, other) if theirs > 0]
        return median(ratios) if ratios else None

    def difference(self, measurement: str, client: str, field: str, to: str) -> Optional[float]:
        """The median of the differences within each round."""
        own, other = self._values(measurement, client, field), self._values(measurement, to, field)
        return median([mine - theirs for mine, theirs in zip(own, other)]) if own and other else None

    def rounds(self) -> int:
        return max(len(samples) for by_client in self._samples.values() for samples in by_client.values())

    def has(self, figure: Figure) -> bool:
        return any(self._values(figure.measurement, client, figure.field)
                   for client in self._samples.get(figure.measurement, {}))

    def _values(self, measurement: str, client: str, field: str) -> List[float]:
        samples = self._samples.get(measurement, {}).get(client, [])
        return [sample[field] for sample in samples if field in sample]
