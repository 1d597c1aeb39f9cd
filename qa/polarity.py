"""Which way a stretch of text points: up, down, negated. Checked apart from the meaning of words: the vectors of "rose"
and "fell" lie close together."""

import re

Polarity = frozenset[str]

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        (
            "up",
            r"增长|增加|提升|提高|上升|上涨|上调|扩大|增至|升至|升到|新增|攀升|跃升|回升|增幅|涨幅|增速|升幅|高于|高出|快于|多于|优于|好于|领先|超出|"
            r"壮大|增强|增收|加快|(?<![^比较])[高快多]了?(?=\d)|\b(?:increas\w*|grew|grow\w*|r[oi]s(?:e|es|en|ing)|gain\w*|expand\w*|climb\w*|"
            r"improv\w*|higher|above|faster|exceed\w*|surg\w*|jump\w*|accelerat\w*|up)\b",
        ),
        (
            "down",
            r"下降|降低|减少|收窄|回落|压减|降至|降到|减至|下滑|下跌|下调|缩小|缩短|缩减|削减|负增长|放缓|减亏|降幅|跌幅|低于|慢于|少于|落后|"
            r"萎缩|减弱|恶化|\b(?:decreas\w*|declin\w*|fell|fall(?:s|en|ing)?|drop\w*|reduc\w*|narrow\w*|shr[aiu]nk\w*|cuts?|cutting|lower\w*|"
            r"below|slower|slow(?:ed|ing)|contract(?:ed|ion)|worsen\w*|down)\b",
        ),
        (
            "not",
            r"未(?![来])|没有|没能|并非|并不|不再|不是|不会|不能|不得|无法|尚无"
            r"|\b(?:not|never|no longer|without|fail(?:s|ed)?|cannot)\b|n['’]t\b",
        ),
    )
)


def polarity(text: str) -> Polarity:
    """Those of "up", "down" and "not" that have a word in the text."""
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(text))


def contradicts(claim: Polarity, evidence: Polarity) -> bool:
    """Whether a claim points where its evidence does not: a direction of its own, or a negation on one side only.

    Silence about the direction is no contradiction ("GDP: 6.1%").
    """
    if ("not" in claim) != ("not" in evidence):
        return True
    return any(way in claim and way not in evidence for way in ("up", "down"))
