"""Follow-ups: a question that lacks its subject takes it from the turns before.

By the roles of the words (`followup_roles`, with patterns of each language): another time or aim takes
the place of the old one ("全年目标呢?") and what is only asked of a subject is asked of the old one ("同比增幅呢?", both
`followup_asked`); another subject takes the place of its like ("那进口呢?", `followup_like`). A question that is whole by
itself resets the topic.
"""

import re
from collections.abc import Sequence

from index.folding import fold_text
from qa.followup_asked import append, counts_again, narrowed, placed, possessed, retime, scoped, which
from qa.followup_like import substitute
from qa.followup_roles import LANGUAGES, Roles, followup_words, read_roles
from qa.followup_subject import subject

_ENOUGH = 3  # Han characters of content from which a question has a subject of its own
_LATIN = {"en", "fr", "de", "es", "it", "pt"}
_SHORT = 6  # words that may not tell the language they are in
_WHAT = re.compile(
    "what(?:'s)?$|quel(?:le)?(?: est| était)?$|was$|wie$|cuál(?: es| era)?$|qué$|как(?:ая|ой|ова?)$|"
    "얼마(?:인가요|입니까|나요|예요)?$|いくら(?:ですか)?$"
)
_MODIFIER = re.compile("(?:人均|per capita|par habitant|pro kopf|per cápita|на душу(?: населения)?|一人当たり|1인당)$")
_AGAINST = re.compile(
    "(?:跟|与|同|和|比).*比$|^compared|^en comparación|^par rapport|^im vergleich|^по сравнению|보다$|대비$"
)
_BEFORE = re.compile(r"\b(to|in|with|from|for|vers|nach|mit|hacia|para|в|с)\s+(?:the |la |le |el |den |die )?$")
_FEW = 2  # terms of a question that asks the same of something else
# 旅客呢?在全国排第几
_HEAD = re.compile(r"^(?P<head>[^,，?？]{1,24}呢)[,，?？]\s*(?P<rest>.*(?:多少|几|哪|什么|谁|吗|呢).*)$")


def resolve(question: str, earlier: Sequence[str]) -> str:
    """The question made whole with the earlier ones, oldest first; itself when it is whole already."""
    if not earlier:  # no topic to leave: and the patterns of ten languages need not be read for a first question
        return question
    whole = base = ""
    for turn in (*earlier, question):
        whole = complete(turn, base) if base else turn
        # What was only asked of a subject is none itself: "排第几?" after "占比呢?" is of the subject of both.
        base = base if base and whole != turn and _only_asks(turn) else whole
    return _new_topic(whole) or whole


def complete(question: str, before: str) -> str:
    """`question` with what it lacks taken from `before`, which is whole."""
    topic = _new_topic(question)
    if topic:
        return topic
    head = _HEAD.match(question)
    if head:
        rest = head["rest"] if not _HEAD.match(f"{head['rest']},几") else complete(head["rest"], before)
        return f"{complete(head['head'], before).rstrip('?？')}?{rest}"
    new, old = read_roles(question), read_roles(before)
    if {new.question.language, old.question.language} <= _LATIN and len(question.split()) <= _SHORT:
        new = read_roles(question, old.question.language)
    if new.question.language != old.question.language:
        return _across(new, old)
    if new.words.which.match(new.body.lower()):
        return which(new, old) or append(new, old)
    if new.pronouns and (new.asks or new.attributes):
        return ((new.size >= _ENOUGH or new.named) and possessed(new, old)) or _asked_of(new, old)
    if _MODIFIER.match(new.folded[new.start : new.end].strip(" ?？。")):
        return narrowed(new.body, old)
    if new.also and _AGAINST.search(new.body.lower()):
        return append(new, old)
    if not new.content:
        return _without_subject(new, old)
    if (new.asks or new.attributes) and new.words.about.match(new.body):
        return append(new, old)
    if new.asks:
        if new.size >= _ENOUGH:
            return scoped(new, old) if new.also else question
        if _names_another(new, old):
            return scoped(new, old) if new.also else question
        return append(new, old)
    return _elliptic(new, old)


def _elliptic(new: Roles, old: Roles) -> str:
    """A follow-up that names something and asks nothing of it: "那进口呢?"."""
    there = _other_place(new, old)
    if there:
        return there
    if not new.also:
        return new.text if new.size >= _ENOUGH else append(new, old) if new.attributes else substitute(new, old)
    if _bare_indicator(new) and _of_something(old):
        return append(new, old)
    known = all(any(form in old.folded for form in term.forms) for term in new.content)
    strong = any(not new.words.weak.fullmatch(new.folded[a:b]) for a, b in new.attributes)
    if (strong or new.genera or new.aims) and (new.size >= _ENOUGH or known):
        return _of_its_own(new, old)
    return substitute(new, old)


def _other_place(new: Roles, old: Roles) -> str:
    """ "And to Russia?" after "exports to ASEAN": the place behind the same word; "" where there is none."""
    if len(new.content) != 1 or new.content[0].kind != "place":
        return ""
    place = new.content[0]
    lead = _BEFORE.search(new.folded[: place.start])
    for term in reversed(old.content):
        before = _BEFORE.search(old.folded[: term.start])
        if term.kind == "place" and lead and before and lead[1] == before[1]:
            return old.text[: term.start] + new.text[place.start : place.end] + old.text[term.end :]
    return ""


def _new_topic(question: str) -> str:
    """What is asked behind "by the way"; nothing where no new topic is announced."""
    text = question.strip()
    found = next((f for language in LANGUAGES if (f := followup_words(language).topic.match(fold_text(text)))), None)
    return text[found.end() :].strip() if found else ""


def _only_asks(turn: str) -> bool:
    roles = read_roles(turn)
    return not roles.content and bool(roles.asks or roles.attributes or roles.genera)


def _across(new: Roles, old: Roles) -> str:
    """A follow-up in another language: the subject stays in the words it had."""
    if new.size >= _ENOUGH and not new.also and not new.pronouns:
        return new.text
    about = subject(old, timed=not new.periods)
    return f"{new.text} ({about})" if about else new.text


def _without_subject(new: Roles, old: Roles) -> str:
    if new.asks or new.attributes or new.genera:
        if not new.asks and new.words.nation.match(new.folded[new.start : new.end].strip()):
            return placed(new, old)
        return _asked_of(new, old)
    return retime(new, old) if new.periods or new.aims else new.text


def _asked_of(new: Roles, old: Roles) -> str:
    """What is asked of the old subject: its target, where only that is asked, and what else there is to ask."""
    if not new.content and new.periods and new.words.reaches.search(new.folded):
        return retime(new, old)
    bare = not new.content and not new.attributes and not new.genera
    if bare and new.aims and all(_WHAT.match(new.folded[a:b].strip()) for a, b in new.asks):
        return retime(new, old)
    if bare and new.aims and counts_again(new, old):
        return retime(new, old)
    if bare and new.periods and new.aims and all(new.words.actual.fullmatch(new.folded[a:b]) for a, b in new.aims):
        return retime(new, old)
    return append(new, old)


def _of_its_own(new: Roles, old: Roles) -> str:
    """ "那实际使用外资的增速呢?" names its subject and what is asked of it; only the time may be the old one's."""
    whole = scoped(new, old)
    if new.question.language == "zh":
        whole = whole.rstrip("?？呢") + "是多少?"
    return whole


def _bare_indicator(new: Roles) -> bool:
    """Investment, exports: what many things have."""
    return len(new.content) == 1 and new.words.indicator.fullmatch(new.content[0].text) is not None


def _of_something(old: Roles) -> bool:
    """Whether the question before names what it measures something of: projects, an industry."""
    terms = [term for term in old.content if term.kind != "place"]
    return bool(terms) and not old.genera and not any(old.is_indicator(term) for term in terms)


def _names_another(new: Roles, old: Roles) -> bool:
    """Whether a short question names an indicator of its own where the one before named another: 那同年物价涨了多少?"""
    named = new.named
    return (
        bool(named)
        and len(new.content) <= _FEW
        and not any(form in old.folded for term in named for form in term.forms)
    )
