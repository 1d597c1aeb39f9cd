"""Right or wrong, without a language model as judge: variants of the answer are looked for in the answer's words.

Compared after NFKC, with case, white space and quotation marks folded, and numbers whole: "3个" is not in "33个",
"2.6%" not in "12.6%", "三个" not in "十三个".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_QUOTES = dict.fromkeys(map(ord, "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞〟＂＇"))
_MARKER = re.compile(r"\[\d+\]")
_HAN = "[〇零一二两三四五六七八九十百千万亿]"
_CUT_BEFORE = re.compile(rf"(?:\d\.?|\d,(?=\d{{3}}(?!\d)))(?=\d)|(?:{_HAN}点?)(?={_HAN})")
_CUT_AFTER = re.compile(rf"(?<=\d)(?:\.?\d|,\d{{3}}(?!\d))|(?<={_HAN})(?:点?{_HAN})")
# A date is one figure, so that the answer "2024年7月29日" shows the asked "7月29日" first.
_FIGURE = re.compile(r"(?:\d+年)?(?:\d+月)?\d+(?:[日号]|(?:[.,-]\d+)*)|\d+月|\d+年")


def fold(text: str) -> str:
    """The text as it is compared: NFKC, case and quotation marks folded, white space as single spaces."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def words_of(answer: str) -> str:
    """An answer's text without its citation markers, whose numbers are no part of what it says."""
    return _MARKER.sub(" ", answer)


def find_variant(variant: str, folded: str) -> Iterator[tuple[int, int]]:
    """Where a variant stands in a folded text as a whole, its numbers not being parts of other numbers."""
    for match in _pattern(variant).finditer(folded):
        if not _cuts_number(folded, *match.span(1)):
            yield match.span(1)


def has_group(group: Sequence[str], folded: str) -> bool:
    """Whether one variant of the group is in the folded text."""
    return any(True for variant in group for _ in find_variant(variant, folded))


def has_all_groups(groups: Sequence[Sequence[str]], answer: str) -> bool:
    """Whether an answer's text has one variant of each group."""
    folded = fold(words_of(answer))
    return all(has_group(group, folded) for group in groups)


def first_figure_matches(group: Sequence[str], answer: str) -> bool:
    """Whether the first figure that the answer shows is one that the group asks for."""
    folded = fold(words_of(answer))
    figure = _FIGURE.search(folded)
    for variant in group:
        for start, _ in find_variant(variant, folded):
            # Han digits alone are no figures (统一, 一是), but variants may have them: before a figure they count.
            if figure is None or start < figure.end():
                return True
            asked = _FIGURE.search(fold(variant))
            if asked is not None and _bare(asked[0]) == _bare(figure[0]):  # 42 months (42个月), 6,009 (6009家)
                return True
    return False


def _bare(figure: str) -> str:
    """A figure without the commas that part its thousands."""
    return re.sub(r",(?=\d{3}(?!\d))", "", figure)


@lru_cache(maxsize=4096)
def _pattern(variant: str) -> re.Pattern[str]:
    characters = fold(variant).replace(" ", "")
    # Lookahead: matches may overlap, and one that cuts a number must not hide the next.
    return re.compile("(?=(" + r"\s*".join(map(re.escape, characters)) + "))")


def _cuts_number(text: str, start: int, end: int) -> bool:
    """Whether a number goes on beyond one of the ends: 1,000 is one number (5,6 are two), 六点一 and 十三 too."""
    matches = (_CUT_BEFORE.match(text, at) for at in (start - 2, start - 1) if at >= 0)
    return (
        any(match is not None and match.end() == start for match in matches) or _CUT_AFTER.match(text, end) is not None
    )
