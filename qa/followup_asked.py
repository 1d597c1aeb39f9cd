"""Something else asked of the earlier subject: a figure of it, another time, the target, which ones."""

import re

from qa.followup_roles import Roles, grows, read_roles
from qa.followup_subject import HAN_LIKE, before_the_end, merged, spans, squeezed, subject, without
from qa.question import read_question

_JOINT = {"zh": "", "ja": "の", "ko": " "}
_PER = re.compile(r"\s*(?:\b(?:per|pro|par|por|на)\s(?:\w+\s)?\w+|每[百千万][\u3400-\u9fff]人口?|每[百千万]?人口?)\s*")
_TARGET = re.compile("目标|任务|目標|목표")
_NO_FIGURE = re.compile("原因|理由|措施|办法|名|情况|进展|结果|标准")
_PREPOSITION = re.compile(r"(?:in|during|over|for|by|of|since|at)\s")
_COUNTED = re.compile(r"how many|combien de|wie viele|cuánt[oa]s|скольк")
_UP = re.compile(r"\b(?:up|down)\b(?= (?:on|from|against|over|compared|year|by)\b|\?)")
_POINTS = re.compile("point|percent|pour|por|puntos|prozent|пункт|процент|高|低|多|少|ポイント|포인트")
_HOW_LONG = re.compile("多[大高长远久快重]")
_HAVE = re.compile(r"\b(?:does|did|do) (?P<it>it|they) (?:now |currently |already )?have\b")
_IS_IT = re.compile("(?:is|are|was|were|did|does|do|has|have|had|will|would|can|could|should)\\s")
_BEGINS = re.compile(r"^(?:is|was|are|were|est|était|ist|war|es|era|для)\s+(?=\w)")
_DANGLING = re.compile(r"\s(?:for|of|de|für)\s+(?=(?:in|for|over|during|by)\b)|\s(?:for|of|de|für)$")
_SAME_TIME = re.compile("同年|同一年|同期|that year|the same year")
_KOREAN_TOPIC = re.compile("([가-힣])는 ")  # by its last sound a word takes 은 or 는
_STOCK, _ADDED = re.compile("(?:已经?|现在?|一?共|总共)有(?!没有)|拥有"), re.compile("新[建增设]了?|建成了?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE = re.compile(
    "year (?:before|earlier)|previous year|[上前]一年|précédente|vorjahr|año anterior|предыдущ|전년|前年"
)
_AVERAGE = re.compile(r"\s(?:on average|annually|(?:per|a|each) year)\b|年均")
_SEVERAL_YEARS = re.compile("years?[- ](?:plan|period)|years|年来|十[一二三四五六]五|[三四五十]年|期间|年均|average")
_NEXT = 9  # characters between two words of one phrase
_DEFAULT = {"zh": "多少", "ja": "いくらですか", "ko": "얼마인가요"}


def append(new: Roles, old: Roles) -> str:
    """The new question, behind the subject of the old one or with it in the place of its pronoun."""
    compares = bool(old.question.kinds & {"yesno", "comparison"})  # it rose faster than another: by how much?
    measured = not _measures(new) or (compares and all(_POINTS.search(new.folded[a:b]) for a, b in new.attributes))
    about = subject(old, timed=not (new.periods or new.aims), measured=measured, output=not new.genera)
    if not measured:
        about = _PER.sub(" ", about).strip() or about  # a rate of it is not counted per head
    if "person" in old.question.kinds and old.question.language not in (
        "ja",
        "ko",
    ):  # who delivered the report: what was done is asked about
        about = squeezed(without(old.text, old.asks, old.start)).strip(" ,;?？。¿") or about
    if not about:
        return new.text
    rest = _UP.sub(lambda up: "increase" if up.group() == "up" else "decrease", new.text[new.start :].strip())
    if new.question.language == "zh":
        return _append_chinese(new, about)
    if new.pronouns and (new.question.language in HAN_LIKE or _IS_IT.match(rest.lower())):
        a, b = new.pronouns[0]
        return new.text[new.start : a] + about + _joint(new, new.text[a:b]) + new.text[b:].lstrip()
    colon = new.words.colon
    if new.question.language == "ja" and any(not new.text[new.start : a].strip() for a, _ in new.asks):
        colon = "は"  # トンネルはいつ開通しますか
    return f"{about}{colon}{rest}"


def _measures(new: Roles) -> bool:
    """Whether it asks a figure of another kind, and not only to compare it with the country's."""
    if any(_HOW_LONG.match(new.folded[a:b]) for a, b in new.asks):
        return True
    return any(not new.words.nation.match(new.folded[a:b]) for a, b in new.attributes)


def _append_chinese(new: Roles, about: str) -> str:
    body = new.body
    wished = bool(new.aims) and not all(new.words.actual.fullmatch(new.folded[a:b]) for a, b in new.aims)
    if wished and read_question(body).planned is None and not _TARGET.search(body):  # 2026年想增长多少
        (a, b), *_ = new.aims
        body = f"{new.text[new.start : a]}目标{new.text[b : new.end]}".strip(" ?？")
    if not new.asks:
        body += "是什么" if _NO_FIGURE.search(body) else "是多少"
    words = [new.text[a:b] for a, b in new.pronouns]
    word = next((word for word in words if word in body and not word.startswith("其中")), None)
    if word is None:
        return f"{about}{body}?"
    before, behind = body.split(word, 1)
    # 这些海外仓分布在哪里: the noun behind the pronoun is the subject's own.
    again = next((n for n in range(min(len(about), len(behind)), 1, -1) if about.endswith(behind[:n])), 0)
    return f"{before}{about}{behind[again:]}?"


def _joint(new: Roles, word: str) -> str:
    """What stands between the subject, in the place of a pronoun, and what follows: それは → …は, その → …の."""
    if new.question.language == "ja":
        return word[2:] if word.startswith(("それ", "これ")) else "の"
    return " "


def retime(new: Roles, old: Roles) -> str:
    """The old question with the time, or the aim, of the new one."""
    outcome = bool(new.aims) and all(new.words.actual.fullmatch(new.folded[a:b]) for a, b in new.aims)
    plain = bool(new.periods) and (outcome or not new.aims)
    time = _time(new, bare=plain and outcome and new.question.language not in ("ja", "ko"))
    if new.words.reaches.search(new.folded) and new.periods:
        plain = not new.aims
        time = "".join(new.text[a:b] for a, b in new.periods) + ("" if plain else "目标")
    if not plain or (outcome and old.question.language in ("ja", "ko")):
        return _aimed(time, old)
    gone = outcome or new.words.past.search(time.lower())
    if gone and old.aims and old.question.language not in ("ja", "ko"):
        old = read_roles(squeezed(without(old.text, old.aims)), old.question.language)
    if _STOCK.search(new.folded):  # 到去年底已经有多少座: not those newly built
        old = read_roles(_ADDED.sub("", old.text), old.question.language)
    if not _SEVERAL_YEARS.search(time):
        old = read_roles(_AVERAGE.sub("", old.text), old.question.language)
    if not old.periods:
        return _with_time(time, old)
    (a, b), *others = old.periods
    year = _YEAR.search(old.text, a, b)
    if year and _BEFORE.search(time.lower()):
        return f"{old.text[: year.start()]}{int(year.group()) - 1}{old.text[year.end() :]}"
    kept = _PREPOSITION.match(old.folded, a, b)
    if kept and not _PREPOSITION.match(time):
        time = kept.group() + time
    if old.text[a:b].endswith("の") and not time.endswith("の"):
        time += "の"
    text = without(old.text, others, b)
    return squeezed(old.text[:a] + time + text)


def _time(new: Roles, *, bare: bool) -> str:
    """The words for a time or an aim; `bare`: without those for the outcome."""
    dropped = [*new.pronouns, *new.asks, *spans(new.words.aux, new.folded), *(new.aims if bare else ())]
    text = squeezed(without(new.text, dropped, new.start, new.end)).strip(" ,;:?？。¿的了")
    text = _DANGLING.sub(" ", _BEGINS.sub("", text)).strip()
    return text.replace(" ", "") if new.question.language in ("zh", "ja") else text


def counts_again(new: Roles, old: Roles) -> bool:
    """ "How many are planned?" after "how many were built?": the old question with another time or aim."""
    if len(new.asks) != 1 or not old.asks:
        return False
    return all(_COUNTED.match(roles.folded, roles.asks[0][0]) for roles in (new, old))


def _aimed(time: str, old: Roles) -> str:
    """What the target is of what the old question asks."""
    language = old.question.language
    if language == "en" and read_question(time).planned is None and not old.question.planned:
        time = f"target {time}"  # "and for the year ahead?"
    if language in HAN_LIKE and (language != "zh" or _TARGET.search(time)):
        asked = "".join(old.text[a:b] for a, b in merged(old.asks)) if language == "zh" else ""
        figure = re.search("(?:多少|几).*", asked)
        ask = figure.group() if figure else _DEFAULT[language]
        about = subject(old, timed=False)
        time = re.sub("[은는]$", "", time) if language == "ko" else time
        if language != "zh" and grows(old.question) and not grows(read_question(about)):
            about = old.words.growth.format(about)
        whole = old.words.target.format(subject=about, time=time, ask=ask)
        return whole if language != "ko" else _KOREAN_TOPIC.sub(_korean_topic, whole)
    dropped = [*old.periods, *old.aims, *spans(old.words.aux, old.folded)]
    rest = squeezed(without(old.text, dropped)).strip(" ?？¿。")
    if language in HAN_LIKE:
        return f"{time}{rest}?"
    return old.words.target.format(time=time[:1].upper() + time[1:], rest=rest[:1].lower() + rest[1:])


def _korean_topic(match: re.Match[str]) -> str:
    return match[1] + ("은" if (ord(match[1]) - ord("가")) % 28 else "는") + " "


def placed(new: Roles, old: Roles) -> str:
    """The old question, of a place where it names none."""
    return _with_time(new.body, old)


def _with_time(words: str, old: Roles) -> str:
    if old.question.language in HAN_LIKE:
        return f"{words}{_JOINT[old.question.language]}{old.text}"
    return before_the_end(old.text, words)


def scoped(new: Roles, old: Roles) -> str:
    """The new question, whole but for the time of the old one."""
    text = new.text[new.start :].strip()
    if not new.asks and new.question.language not in HAN_LIKE:
        text = new.words.what + text
    same = _SAME_TIME.search(text)
    if old.aims or new.aims or not old.periods or (new.periods and not same):
        return text
    time = old.text[slice(*old.periods[0])].strip(" 的の")
    if same:
        return text[: same.start()] + time + text[same.end() :]
    if new.question.language in HAN_LIKE:
        return f"{time}{_JOINT[new.question.language]}{text}"
    return before_the_end(text, time)


def which(new: Roles, old: Roles) -> str:
    """The old question, how many changed for which; empty where it asks something else."""
    if not old.asks or not _COUNTED.match(old.folded, old.asks[0][0]):
        return ""
    a, b = old.asks[0]
    word = new.body.split()[0]
    return old.text[:a] + (word if a == 0 else word.lower()) + old.text[b:]


def possessed(new: Roles, old: Roles) -> str:
    """ "How many does it have?" asks of the place that the old question names; empty where it names none."""
    place = next((term for term in old.content if term.kind == "place"), None)
    found = _HAVE.search(new.folded)
    if place is None or found is None:
        return ""
    return new.text[new.start : found.start("it")] + old.text[place.start : place.end] + new.text[found.end("it") :]


def narrowed(named: str, old: Roles) -> str:
    """Of a part of the old subject: 网络零售额 → 实物型网络零售额, online sales → online sales (services)."""
    subjects = [term for term in old.content if term.kind != "place"]
    if not subjects:
        return old.text
    if old.question.language in HAN_LIKE:
        joint = {"ja": "の", "ko": " "}.get(old.question.language, "")
        return f"{old.text[: subjects[0].start]}{named}{joint}{old.text[subjects[0].start :]}"
    end = subjects[0].end
    for term in subjects[1:]:  # to the end of the phrase: retail sales via the internet
        if any(end <= a < term.start for a, _ in (*old.periods, *old.asks, *old.aims)) or term.start - end > _NEXT:
            break
        end = term.end
    return f"{old.text[:end]} ({named}){old.text[end:]}"
