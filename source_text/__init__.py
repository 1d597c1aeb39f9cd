"""The reports that come with Yiju, and where their files are."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def bundled_reports() -> list[Path]:
    """The text files of the bundled reports, in name order; each has its Q/A set beside it as NAME.qa.jsonl."""
    return sorted(_FOLDER.glob("*.txt"))
