"""How follow-ups are worded, language by language (`words/followup.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from index.folding import fold_text
from qa.languages import FOLDER

_HAN = re.compile("[\u3400-\u9fff]")
_NEVER = "(?!)"
_TEXTS = ("colon", "growth", "target", "what")
LANGUAGES = ("zh", "en", "fr", "de", "es", "ru", "ja", "ko", "it", "pt")


@dataclass(frozen=True, slots=True)
class FollowupWords:
    """The patterns of one language, over folded text.

    Of the new question: `lead`, `tail`: what begins and ends a follow-up (and, what about, 呢); `topic`: what announces
    another topic; `pronoun`: what stands for the subject before; `part`: only a part of it is meant; `nation`: the whole
    country is; `which`: nothing but which ones is asked; `about`: the beginning of what is asked of a subject; `reaches`:
    the same figure at another time.
    Of both: `period`, `aim`: times, and plan or outcome; `actual`: of the aims, the outcome; `past`: of the times, those
    gone by; `attribute`: what is asked of a subject (growth, share), no subject itself; `weak`: of those, what may belong to
    the name of a subject (total); `genus`: what things of many kinds have (output, sales); `indicator`: the end of a name
    of something measured; `ask`: what asks.
    For joining: `edge`: what may not end a subject; `aux`: verbs that only carry a tense; `article`: one at the end of a
    text; `area`: the end of a name of several places; `colon`: between a subject and what is asked of it; `growth`,
    `target`: templates; `what`: before what has no verb.
    """

    lead: re.Pattern[str]
    tail: re.Pattern[str]
    topic: re.Pattern[str]
    pronoun: re.Pattern[str]
    period: re.Pattern[str]
    aim: re.Pattern[str]
    attribute: re.Pattern[str]
    ask: re.Pattern[str]
    part: re.Pattern[str]
    nation: re.Pattern[str]
    edge: re.Pattern[str]
    genus: re.Pattern[str]
    indicator: re.Pattern[str]
    reaches: re.Pattern[str]
    actual: re.Pattern[str]
    past: re.Pattern[str]
    weak: re.Pattern[str]
    which: re.Pattern[str]
    area: re.Pattern[str]
    about: re.Pattern[str]
    aux: re.Pattern[str]
    article: re.Pattern[str]
    colon: str
    growth: str
    target: str
    what: str


@cache
def followup_words(language: str) -> FollowupWords:
    """The patterns of a language; those of English for one that has none."""
    own = _raw().get(language) or _raw()["en"]
    raw = {**_raw().get(own.get("like", ""), {}), **own}  # a language that words what is left out as its neighbour does
    names = [name for name in FollowupWords.__dataclass_fields__ if name not in _TEXTS]
    patterns = {name: _compiled(raw.get(name, _NEVER)) for name in names}
    return FollowupWords(**patterns, colon=raw["colon"], growth=raw["growth"], target=raw["target"], what=raw["what"])


@cache
def _raw() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((FOLDER / "followup.toml").read_text(encoding="utf-8"))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_HAN.sub(lambda match: fold_text(match.group()), pattern))
