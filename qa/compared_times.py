# ruff: noqa: E501 - tables of words: a line a rule
"""One thing at two times, or result against target: "2025 output and the 2026 target", "去年完成多少,今年计划多少".

The thing is named once; the other side has nothing but a time or an aim.
"""

import re
from dataclasses import dataclass

from qa import comparison_words as words
from qa.languages import detect_language, function_words

_CHINESE_JOINT = re.compile("还是|跟|与|同(?!比|期|时)|和|及|、|(?:[相对]?比|较)(?![重例率较高快])|[,;?。]")
_SPACED_JOINT = re.compile(
    r",? (?:and|but|vs\.?|versus|compared (?:with|to)|compare (?:with|to|against)|differ(?:s|ed)? from|than|against|et|und|y|и|или|o|oder|ou) |[,;:?.] "
)
_COMPARE, _COMPARE_JOINT = re.compile("(?:please )?compare "), re.compile(",? (?:with|to|against|and) ")
_BESIDE = re.compile(
    "^(?:对照|对比|比照|参照|按照?)[^,]*(?:目标|任务|计划)[^,]*,|请[^,]*|给出[^,]*|两年的数[^,]*|差距[^,]*|\\([^)]*\\)"
)
_DIFFERENCE = re.compile("(?:[多少高低]|增加|减少)了?(?:多少|几)[\u3400-\u9fff]{0,3}$")
_RELATIVE = re.compile(
    "去年|上年|同期|[一二三四]季度|原计划|last year|previous year|year (?:before|earlier|ago)|same period|first quarter"
)
_LEFT = 1  # characters that may be left of a side that is only a time: 打到, 产了
_ASKS = re.compile(r"多少|几|什么|\b(?:how|what|which|combien|quel|wie|welche|cuánt|cuál|сколько|какой)\w*")
# Earlier than planned; a share of the target; no time but a difference.
_NOT_TWO = re.compile(
    "多长时间|多久|早了|提前|(?:目标|任务)的(?:多少|百分|几)|占.{0,6}目标|\\bshare of the .*target\\b"
)


@dataclass(frozen=True, slots=True)
class Timed:
    """A stretch of the question: its times, whether it is an aim, its other words (`body`), and those that say something.

    `times`: how many times it names, one behind the other counting as one.
    """

    time: str
    aim: bool
    body: str
    said: str
    times: int

    @property
    def when(self) -> tuple[str, bool]:
        """What must differ between two sides."""
        return self.time, self.aim


Asked = tuple[str, str, str]  # the name of a side as typed, its question, and its name where that may not be shown


def times_compared(text: str) -> tuple[Asked, Asked] | None:
    """Both sides of a folded question about one thing at two times; None for others."""
    chinese = len(re.findall("[\u3400-\u9fff]", text)) > len(re.findall("[a-zà-ÿ\u0400-\u04ff]+", text))
    rises = words.RISES_FROM.search(text)
    if rises:
        subject = _spaced(re.sub(r"^(?:is|are|was|were) ", "", text[: rises.start()]), "en").body
        return ("now", f"how much {subject} so far?", ""), ("target", f"target how much {subject}?", "")
    if _NOT_TWO.search(text):
        return None
    text = _BESIDE.sub("", text).replace("’", "'")
    if chinese:
        text = re.sub("[?。;!]+", ",", text)
    language = "zh" if chinese else detect_language(text)
    cuts = []
    joints = _CHINESE_JOINT if chinese else _COMPARE_JOINT if _COMPARE.match(text) else _SPACED_JOINT
    for joint in joints.finditer(text):
        halves = text[: joint.start()], text[joint.end() :]
        basis = re.search("比|较|compared|than", joint.group()) and _RELATIVE.search(halves[1])
        clauses = joint.group()[0] in ",;?。.:"
        if clauses and not (all(_ASKS.search(half) for half in halves) and not re.match("比|较", halves[1])):
            continue
        if not basis or re.search("实际|还是|两年|both|each|actual", text):
            cuts.append(tuple(_chinese(half) if chinese else _spaced(half, language) for half in halves))
    cuts.sort(key=lambda cut: not (cut[0].when[0] or cut[0].aim))  # best where both name a time or an aim
    for first, second in cuts:
        if _compares(first, second, chinese):
            asked = _chinese_question if chinese else _spaced_question
            subject = _subject(first, second)
            aims = first.aim != second.aim
            left, right = (
                (_name(side, chinese), asked(side, subject), _plain(side.aim, language) if aims else "")
                for side in (first, second)
            )
            return left, right
    return None


def _compares(first: Timed, second: Timed, chinese: bool) -> bool:
    if first.when == second.when or not (second.time or second.aim) or first.times > 1 or second.times > 1:
        return False
    if not (first.time or first.aim or second.aim) or not (first.said or second.said):
        return False
    left = _LEFT if chinese else 0
    for bare, other in ((second, first), (first, second)):
        if (bare.time or bare.aim) and len(bare.said) <= left < len(other.said):
            return True
    least, most = sorted((first.said, second.said), key=len)
    return bool((first.time or first.aim) and least) and least in most


def _subject(first: Timed, second: Timed) -> str:
    """What both sides are about, with what is asked of it."""
    most, least = (first, second) if len(first.said) >= len(second.said) else (second, first)
    asks = re.search("[是有为达]?(?:多少|几)[\u3400-\u9fff]*", least.body)
    grows = re.search("\\bgrowth\\b|增[速幅长]|涨幅", least.body)
    if grows and not re.search("grow|增|涨", most.body):
        return f"{most.body} {grows.group()}" if grows.group().isascii() else most.body + grows.group()
    return most.body + (asks.group() if asks and not re.search("多少|几", most.body) else "")


def _name(side: Timed, chinese: bool) -> str:
    """去年, 全年目标, "2026 target": as typed."""
    time = re.sub(r"^(?:in|by|for|at|of) |^the |'s$", "", side.time)
    if side.aim:
        return f"{time}目标" if chinese else f"{time} target".strip()
    return time or _plain(False, "zh" if chinese else "en")


def _plain(aim: bool, language: str) -> str:
    """The names that hold for any year: the sentence shown need not have the one that is asked for."""
    return (("实际", "目标") if language == "zh" else ("actual", "target"))[aim] if language in ("zh", "en") else ""


def _chinese(text: str) -> Timed:
    clean = words.OPTIONS.sub("", text.strip(" ,?。"))
    clean = _DIFFERENCE.sub("", clean)
    clean = words.MORE.sub("", words.EACH.sub("", words.WHICH.sub("", re.sub("哪个?(?:季度|半?年|时期)", "", clean))))
    runs = re.findall(f"(?:(?:{words.TIME.pattern})的?)+", clean)
    time = "".join(dict.fromkeys(run.strip("的") for run in runs))
    aim = bool(words.AIM.search(clean))
    body = words.TIME.sub("", words.AIM.sub("", clean))
    body = re.sub("(?:实际|已经?)", "", body).strip(" ,的")
    said = words.FILLED.sub("", words.DONE.sub("", body))
    return Timed(time, aim, body, said.strip(' ,“”"'), len(set(runs)))


def _chinese_question(side: Timed, subject: str) -> str:
    asks = "" if re.search("多少|几", subject) else "是多少"
    if side.aim:
        return f"{side.time or '全年'}目标{subject}{asks}?"
    time = side.time or "目前"
    return f"{'目前' if time in ('现在', '当前', '如今', '眼下') else time}{subject}{asks}?"


def _spaced(text: str, language: str) -> Timed:
    text = re.sub(r"\bfirst half of the year\b", "first half", text)
    times = [match.group().strip() for match in words.SPACED_TIME.finditer(text)]
    body = words.SPACED_TIME.sub(" ", text)
    aim = bool(words.SPACED_AIM.search(body))
    body = re.sub(
        rf"\b(?:compare[ds]?|respectively|both|each|give|please|figures|(?:results?|outcomes?)(?: for| of)?)\b|\b{words.MORE_SPACED}\b",
        " ",
        words.SPACED_AIM.sub(" ", body),
    )
    body = re.sub(
        r"\b(?:what|which|how (?=is|are|was|were|did|does|do|big|high|large|has|have))\b ?(?:is|are|was|were|does|do|did)?\b(?: it\b)?|\bbig is it\b",
        " ",
        body,
    )
    body = re.sub(r"\s+", " ", re.sub(r"\s(?:in|by|for|at|the|of)(?=\s*$|\s*[,?.:])", " ", body)).strip(" ,?.:;")
    common = function_words(language)
    body = re.sub(r"^(?:is|are|was|were|did|does|do|has|have|will) ", "", body)
    said = " ".join(word for word in words.SPACED_FILLED.sub(" ", body).split() if word not in common)
    times = [time.removeprefix("the ") for time in times]
    times = [time for time in times if time not in ("actual", "actually", "already")] or times[:1]
    return Timed(" ".join(dict.fromkeys(times)), aim, body, said, len(set(times)))


def _spaced_question(side: Timed, subject: str) -> str:
    ask = "" if re.search(r"\bhow (?:many|much)|\bcombien|\bwie viel|\bcuánt|\bсколько", subject) else "how much "
    if not side.aim:
        return f"{ask}{subject} {side.time or 'so far'}?"
    plain = re.sub(r"\b(?:was|were|is|are|has|have|been|did|does|do|created|completed)\b", " ", subject)
    return f"{side.time} target {ask}{re.sub(chr(32) + '+', ' ', plain)}?".strip()
