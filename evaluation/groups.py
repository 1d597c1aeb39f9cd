"""What results can be grouped by."""

from collections.abc import Callable, Mapping, Sequence

from evaluation.metrics import Judged

KEYS: Mapping[str, Callable[[Judged], str]] = {
    "set": lambda one: one.set,
    "language": lambda one: one.item.lang,
    "type": lambda one: one.item.type,
    "difficulty": lambda one: one.item.difficulty,
    "section": lambda one: one.section,
    "split": lambda one: one.item.split,
    "document": lambda one: one.document,
}


def groups_by(judged: Sequence[Judged], key: str) -> dict[str, list[Judged]]:
    """The questions by language, type and so on (a name in KEYS), largest group first; "" is no group."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(KEYS[key](one), []).append(one)
    groups.pop("", None)
    return dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))
