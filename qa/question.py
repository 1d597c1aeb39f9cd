"""What a question asks for: its language, the kind of answer, the unit, the periods and places it is about.

Word lists are data (here, `glossary.txt` and `places.txt`); nothing names the contents of one report.
"""

import re
from dataclasses import dataclass

from index.folding import fold_text
from qa.glossary import places
from qa.languages import Asking, asking, detect_language
from qa.patterns import (
    ASKED_UNIT,
    ASKS_OTHERWISE,
    COUNT_NOUN,
    COUNTS,
    DONE,
    ENGLISH_ASKED,
    GROWTH,
    KINDS,
    MEASURE_LAST,
    MONEY,
    MONTH,
    NO_CLASSIFIER,
    NO_UNIT,
    PERCENT,
    PERIOD_PATTERNS,
    PLANNED,
    POINTS,
    UNIT_WORDS,
    YEAR,
)
from qa.quantities import find_quantities
from qa.units import UNITS

_NO_COUNTS = ("times", "percent")  # "how many times" counts occasions, "how many percentage points" is no count
_HOW_MANY = re.compile(
    r"\bhow many\b(?! (?:yuan|dollars|billion|million|trillion))"
)  # counts, whatever it names besides
_SUM = re.compile("多少(?:个)?(?:亿|万|钱|资金|元|美元)|how much money|in (?:yuan|rmb|dollars)")
_BY_HOW_MUCH = re.compile(
    r"\bby (?:(?:about|roughly|around|approximately) )?(?:how much|what (?:rate|percentage|margin))\b"
)
_ANSWERED = ("amount", "percent", "points", "ratio")  # kinds of figures that a yes-or-no question is about
_WHICH = re.compile(r"^(?:in |at |to |for )?(?:which|where)\b")
_RATES = frozenset({"percent", "ratio"})
_ENGLISH_UNITS = {
    form.lower(): form for form in UNITS if form.isascii() and len(form) > 2 and not form.startswith(_NO_COUNTS)
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.

    `text`: what is searched for (a follow-up made whole); `folded`: the same, folded; `language`: ISO 639-1.
    `kinds`: what would answer it, some of "figure", "rank", "date", "person", "list", "reason", "yesno", "comparison",
    "definition", "entity"; empty when open. `families`: unit families that a figure may have, empty for any; `units`:
    the units asked for by name (公里, 套). `places`, `years`, `periods`: what it is limited to. `planned`: True for what
    is to be done, False for what was done, None when it does not say.
    """

    text: str
    folded: str
    language: str
    kinds: frozenset[str]
    families: frozenset[str]
    units: frozenset[str]
    places: tuple[frozenset[str], ...]
    years: frozenset[int]
    periods: frozenset[str]
    planned: bool | None


def read_question(text: str) -> Question:
    """Reads a question that is already whole (see `qa.followup` for those that are not)."""
    folded = fold_text(text)
    lowered = folded.strip()
    language = detect_language(text)
    own = asking(language)
    kinds = frozenset(kind for kind, pattern in (*KINDS, *own.kinds.items()) if pattern.search(lowered))
    if MEASURE_LAST.search(lowered) and not ASKS_OTHERWISE.search(lowered):
        kinds |= {"figure"}  # 上半年GDP增速?
    families, units = _asked_units(lowered, own)
    if not kinds & {"figure", "rank"} and not units and "entity" in kinds and _WHICH.search(lowered):
        families = frozenset()  # in which county was a concentration of cypresses found?
    if "yesno" in kinds and not families:
        families = frozenset(q.family for q in find_quantities(text) if q.kind in _ANSWERED)  # 是60万人吗?
        if families & _RATES:
            families |= _RATES  # 增长了1.5倍吧? may be told in per cent
        families |= _asked_units(lowered, own)[0] if families else families
    return Question(
        text=text,
        folded=lowered,
        language=language,
        kinds=kinds | ({"figure"} if units or families else frozenset()),
        families=families,
        units=units,
        places=places(lowered),
        years=frozenset(int(year) for year in YEAR.findall(lowered)),
        periods=frozenset(name for name, pattern in (*PERIOD_PATTERNS, *own.periods.items()) if pattern.search(lowered))
        | ({"month"} if MONTH.search(lowered) or any(m.search(lowered) for m in own.months) else frozenset()),
        planned=_planned(lowered, own),
    )


def _asked_units(folded: str, own: Asking) -> tuple[frozenset[str], frozenset[str]]:
    """The unit families that can answer, and the units named; both empty when the question leaves it open."""
    units = {unit for unit, _, _ in asked_unit_spans(folded)}
    families = {UNITS[unit].family for unit in units}
    if POINTS.search(folded) or own.asked("points", folded):
        families.add("points")
    elif PERCENT.search(folded) or own.asked("percent", folded):
        families |= {"percent", "ratio"}
    if (MONEY.search(folded) and not _HOW_MANY.search(folded)) or own.asked("money", folded):
        families.add("money")
    if _BY_HOW_MUCH.search(folded):
        families |= {"percent", "ratio", "points"}
    if not families and (COUNT_NOUN.search(folded) or own.asked("count", folded)):
        families |= COUNTS
    if GROWTH.search(folded) or own.asked("growth", folded):
        if not families:
            families |= {"percent", "ratio", "points"}
        elif families == {"money"} and not _SUM.search(folded):
            families |= {"percent", "ratio"}  # the growth of a turnover may be asked, and told either way
    if not families & {"money", "percent"} or families == COUNTS:
        measured = [names for pattern, names in UNIT_WORDS if pattern.search(folded)]
        measured += [_measured(name) for name, pattern in own.families.items() if pattern.search(folded)]
        for names in measured:
            families = (families - COUNTS) | names
    return frozenset(families), frozenset(units)


def asked_unit_spans(folded: str) -> list[tuple[str, int, int]]:
    """The units that a question names behind "how many", each with the place of its words, scale included."""
    found = []
    for match in ASKED_UNIT.finditer(folded):
        rest = match["rest"]
        unit = next((rest[:n] for n in range(min(6, len(rest)), 0, -1) if rest[:n] in UNITS), None)
        if unit and unit not in NO_CLASSIFIER and not rest.startswith(NO_UNIT):
            found.append((unit, match.start(), match.start("rest") + len(unit)))
    for match in ENGLISH_ASKED.finditer(folded):
        for word in re.finditer(r"(?=\b([a-z]+ [a-z]+)\b)?[a-z]+", match["rest"]):
            unit = _ENGLISH_UNITS.get(word.group(1) or "") or _ENGLISH_UNITS.get(word.group())
            if unit:
                found.append((unit, match.start("rest") + word.start(), match.start("rest") + word.end()))
                break
    return found


def _measured(family: str) -> frozenset[str]:
    # Visitors and passengers are counted as persons or as visits.
    return frozenset({"people", "visits"}) if family == "people" else frozenset({family})


def _planned(folded: str, own: Asking) -> bool | None:
    planned = bool(PLANNED.search(folded)) or own.asked("planned", folded)
    done = bool(DONE.search(folded)) or own.asked("done", folded)
    return planned if planned != done else None
