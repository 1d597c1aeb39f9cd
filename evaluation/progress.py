"""A progress bar on a terminal, nothing elsewhere."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar


class Progress:
    """Shows building and asking; use as a context manager."""

    def __init__(self, console: Console, questions: int) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._building = self._bar.add_task("building", total=None, visible=False)
        self._asking = self._bar.add_task("asking", total=questions)
        self._before: dict[str, int] = {}

    def __enter__(self) -> "Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def built(self, stage: str, done: int, total: int) -> None:
        """For `Index.build`: how far a stage is."""
        unfinished = stage != "write"
        self._bar.update(self._building, description=stage, completed=done, total=total, visible=unfinished)

    def asked(self, name: str, done: int) -> None:
        """How many questions of a set are done."""
        self._before[name] = done
        self._bar.update(self._asking, completed=sum(self._before.values()))
