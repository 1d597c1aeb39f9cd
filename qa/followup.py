"""Follow-ups: a question that lacks its subject takes it from the turns before."""

from collections.abc import Sequence


def resolve(question: str, earlier: Sequence[str]) -> str:
    """The question made whole."""
    return question
