"""When to be silent."""

from collections.abc import Sequence

from qa.extract import Candidate, Reading


def confidence(reading: Reading, chosen: Sequence[Candidate]) -> float:
    """The calibrated probability that the chosen sentences answer the question, 0..1."""
    return 0.6 if chosen else 0.0


def uncovered(reading: Reading, chosen: Sequence[Candidate]) -> tuple[str, str] | None:
    """What of the question the chosen sentences do not cover: a key of `qa.wording` and the words; None for nothing."""
    return None
