"""Questions worth asking, by section, made from the index itself: nothing here names a report's contents."""

from typing import Any

from index import Index


def sample_questions(index: Index, document: str | None = None) -> list[dict[str, Any]]:
    """[{document, start, questions}] by section, in reading order."""
    return []
