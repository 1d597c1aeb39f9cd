"""What a training run depends on, beside the data. Imports nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass, field

# How often a group is drawn, times its number of pairs.
GROUP_WEIGHTS = {
    "parallel": 1.0,
    "government": 6.0,
    "technical": 0.25,
    "dictionary": 1.0,
    "question": 4.0,
    "cloze": 1.5,
    "context": 1.0,
    "tatoeba": 2.5,
    "french-dictionary": 0.4,
    "united-nations": 2.0,
    "pivot": 0.7,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run depends on, beside the data."""

    steps: int = 600
    batch: int = 1024
    rate: float = 0.006
    warm_up: int = 40
    scale: float = 20.0
    nested: dict[int, float] = field(default_factory=lambda: {384: 1.0, 256: 0.5, 128: 0.5})
    late: float = 1.0
    late_batch: int = 128
    part_spread: float = 0.02
    seed: int = 0
    groups: dict[str, float] = field(default_factory=lambda: dict(GROUP_WEIGHTS))
