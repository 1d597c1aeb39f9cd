"""The figures of an index as rows of JSON, read once per generation."""

from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock
from typing import Any

from index import Index

CACHED = 64  # documents; the figures of a report are some hundred rows


@dataclass(slots=True)
class FigureCache:
    """`rows` for an index, kept until another generation is asked for. Safe to use from several threads."""

    _generation: str = ""
    _rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def rows(self, index: Index, document: str | None = None) -> list[dict[str, Any]]:
        """The figures of one document or of all, in reading order (`ui.models.FigureModel`).

        Raises UnknownDocumentError.
        """
        names = [document] if document is not None else list(index.documents)
        return [row for name in names for row in self._of(index, name)]

    def _of(self, index: Index, name: str) -> list[dict[str, Any]]:
        with self._lock:  # also keeps two requests from reading the same document twice
            if index.generation != self._generation:
                self._generation = index.generation
                self._rows.clear()
            if name not in self._rows:
                rows = _read(index, name)
                while len(self._rows) >= CACHED:
                    del self._rows[next(iter(self._rows))]
                self._rows[name] = rows
            return self._rows[name]


def _read(index: Index, name: str) -> list[dict[str, Any]]:
    from qa.figures import figures

    text = index.document(name).text
    sections = [(section.headings, section.start, section.end) for section in index.sections(name)]
    return [
        {
            "document": name,
            "indicator": figure.indicator,
            "text": figure.text,
            # As text: JSON numbers are binary for most readers, and 6.1 must stay 6.1.
            "value": plain_number(figure.quantity.value),
            "unit": figure.quantity.unit,
            "base_value": plain_number(figure.quantity.base_value),
            "base_unit": figure.quantity.base_unit,
            "direction": figure.direction,
            "period": figure.period,
            "headings": list(figure.headings),
            "sentence": text[figure.sentence_start : figure.sentence_end],
            "sentence_start": figure.sentence_start,
            "sentence_end": figure.sentence_end,
            "start": figure.start,
            "end": figure.end,
        }
        for figure in figures(text, sections)
    ]


def plain_number(value: Decimal) -> str:
    """A decimal without exponent and without zeros at its end: 9.7097E+11 → 970970000000."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
