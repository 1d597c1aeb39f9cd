"""One figure of a text as a typed value: number, unit, direction, bound, kind, and its exact place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from qa.numerals import SCALES, scale_value
from qa.units import UNITS, Unit

_NUMBER = Unit("number", "", Decimal(1))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at `text_of_document[start:end] == text`.

    `value` is the number as written, `unit` the unit as written with its scale (亿元, 万人次, 个百分点), so that
    2453.4亿元 has the value 2453.4; `base_value` and `base_unit` are what to compare. A range has `value_high` too.

    `kind`: "amount", "percent", "points", "ratio", "rank", "date", "period", or "label", which is a part of a name
    (第六届, 5G, PM2.5, 十五五). `direction`: "up", "down", "above", "below" or ""; `reached` says that the value is
    the level got to (增至94元), not the change (增长6.1%). `bound`: "at_least", "at_most", "about" or "", from the word
    `bound_text`. `full_start:full_end` takes in the words of the bound (超过1800万件次). `key` is the comparable form
    of a date, period, or label.
    """

    value: Decimal
    unit: str
    direction: str
    start: int
    end: int
    text: str
    kind: str = "amount"
    bound: str = ""
    value_high: Decimal | None = None
    key: str = ""
    reached: bool = False
    bound_text: str = ""
    full_start: int = -1
    full_end: int = -1

    @property
    def family(self) -> str:
        """money, percent, points, ratio, people, area, length, weight, count, time …; else the kind (date, rank …)."""
        return unit_of(self.unit).family if self.kind in MEASURED else self.kind

    @property
    def base_unit(self) -> str:
        """The unit of `base_value`: 元, 人, 平方米, … and % for every ratio (1.5倍 and 六成 too)."""
        return unit_of(self.unit).base if self.kind in MEASURED else ""

    @property
    def base_value(self) -> Decimal:
        """`value` in `base_unit`: 9709.7亿元 → 970970000000."""
        return self._in_base(self.value)

    @property
    def base_value_high(self) -> Decimal | None:
        """The upper end of a range, in `base_unit`."""
        return None if self.value_high is None else self._in_base(self.value_high)

    @property
    def number(self) -> Decimal:
        """`value` with its scale and without its unit: 9709.7亿元 → 970970000000, 3公里 → 3."""
        return self.value * scale_value(split_unit(self.unit)[0])

    def _in_base(self, value: Decimal) -> Decimal:
        if self.kind not in MEASURED:
            return value
        if self.unit == "番":
            return (Decimal(2) ** value - 1) * 100 if value < 64 else value
        scale, unit = split_unit(self.unit)
        return value * scale_value(scale) * unit.factor

    def shifted(self, offset: int) -> Quantity:
        """The same figure in a text that has `offset` more characters before it."""
        return replace(
            self,
            start=self.start + offset,
            end=self.end + offset,
            full_start=self.full_start + offset,
            full_end=self.full_end + offset,
        )


MEASURED = frozenset({"amount", "percent", "points", "ratio"})


def unit_of(unit: str) -> Unit:
    """The table's entry for a unit as written, without its scale; a bare number has the family "number"."""
    return split_unit(unit)[1]


@lru_cache(maxsize=4096)
def split_unit(unit: str) -> tuple[str, Unit]:
    """A unit as written → (scale, entry): 万千瓦 → (万, 千瓦), 亿元 → (亿, 元), 元/吨 → ("", a rate)."""
    for at in range(len(unit)):
        known = _known(unit[at:])
        if known is not None:
            return unit[:at], known
        if unit[at] not in SCALES:
            break
    if unit == "番":
        return "", Unit("ratio", "%", Decimal(1))
    scale = "".join(char for char in unit if char in SCALES)
    return (unit, _NUMBER) if scale == unit else ("", Unit("count", unit, Decimal(1)))


def _known(form: str) -> Unit | None:
    unit = UNITS.get(form)
    if unit is not None:
        return unit
    head, paren, _ = form.partition("(")
    if paren and head in UNITS:
        return UNITS[head]
    head, slash, tail = form.partition("/")
    if slash and head in UNITS and tail:
        top = UNITS[head]
        return Unit("rate", f"{top.base}/{tail}", top.factor)
    return None
