"""The two sides of a comparison, and what is asked of each.

A和B哪个更高, A比B高吗, 和B比A高多少, A、B分别是多少; which grew faster, A or B; is A higher than B; A versus B.
"""

import re
from collections.abc import Iterator

from qa import comparison_words as words
from qa.glossary import places
from qa.parallels import Parallel, parallel

# In Chinese.
_LONGEST_CHINESE = 40  # characters of a name
_SEVERAL = re.compile("多少|几|还有|另外")  # in what stands before: more is asked than the two
_VERB = re.compile("(?<=[\u3400-\u9fff]{2})(?:增长?|涨|上?升|下?降|跌)了?$")
_BETWEEN_NAMES = re.compile(
    r"(?:(?:相比|比较|对比|比)一?下|相比较?|对比|相较|(?<![占同环百])比|两者|二者|之间|这两项?)*的?$"
)
_BESIDE = re.compile("差距|相差|差多少|差了|给出|比全国|差[几多]")  # a clause on the difference, not on either side
_COMPARE = re.compile("(?:请|帮我)?(?:比较|对比)(?:一?下|下)?")  # 比较一下茶叶和花卉的增速
_ASKED = re.compile("多少|几|哪|谁|吗|如何|怎")
# In languages with spaces.
_LONGEST = 80  # characters of a name
_NAME = 3  # words that the name of a place may have
_PREPOSITION = re.compile(r"\b(?:of|for|in|to|from|among)\s+")
_GROW = re.compile(
    r"\b(?:grow|grew|growth|rise|rose|increase|fall|fell|decline|drop|rate|percent|faster|gain|stärker|vite|rápido|быстрее)"
)
_TELLS_GROWTH = re.compile(r"growth|grew|grow\b|rose|rise|increase|fall|fell|decline|drop")
_ECONOMY = re.compile(r"^the (?:whole |overall )?economy(?: as a whole)?$")
_NUMBER_OF = re.compile(r"^(?:the )?number of ")
_BY = re.compile(r"[,.?;]?\s*(?:and )?by (?:how many|how much|what) (?:percent\w*|percentage points?|each)\b")
_ALL_OF_IT = re.compile(r" (?:overall|altogether|together|as a whole|in total)\b")
_NO_SIDE = re.compile(r"^(?:it|this|that|they|those) \|| how\b| what\b|\?")
_ASKING = re.compile(
    r"[,?.:;!]|\b(?:by )?how (?:much|big|large|high)\b|"
    r"\b(?:did|do|does|is|are|was|were|has|have|than|it|its|they|by|at|rates?|percent)\b(?=\s*$|\s)"
)

Sides = tuple[Parallel, str]  # the names, and what is asked of each of them


def chinese_sides(text: str) -> Sides | None:
    """The sides of a folded Chinese question; None where it compares no two things."""
    text = re.sub(r"[?。;!]+", ",", text)
    told = _COMPARE.match(text)
    if told and not _ASKED.search(text):
        text = f"{text[told.end() :]},各是多少"
    against = words.AGAINST.match(text)
    if against:
        left, right = against["left"], against["right"].strip(" 的")
        return None if words.BASIS.match(right) else (_names(left, right), _measure(against["rest"], left + right))
    return _between(text) or _than(text)


def against_basis(text: str) -> str | None:
    """和全国比,收入增速高多少 with its words in order: 收入增速高于全国多少; None for questions of another kind."""
    found = words.AGAINST.match(re.sub(r"[?。;!]+", ",", text))
    if not found or not words.BASIS.match(found["right"].strip(" 的")):
        return None
    rest = re.search("(?:多少|几).*", found["rest"])
    how_much = rest.group() if rest and not re.search("点|增|速|幅", found.group()) else "多少个百分点"
    return f"{found['left']}高于{found['right']}{how_much}?"


def _between(text: str) -> Sides | None:
    """A和B,哪个…"""
    found = words.BETWEEN.match(text) or words.OR_ELSE.match(text)
    if found is None or _SEVERAL.search(found["lead"] + found["sides"]) or not _asks_both(found["rest"], text):
        return None
    rest = found["rest"]
    for left, right in _joined(found["sides"]):
        grows = _VERB.search(left)  # 国内游客增得快还是境外游客增得快
        left, right = (_VERB.sub("", side) for side in (left, right))
        names = _names(left, right)
        if words.BASIS.match(right) or len(names.left) > _LONGEST_CHINESE or re.search("、|”.*“", left + right):
            continue
        names = Parallel(found["lead"] + names.head, names.left, names.right, names.tail)
        return names, _measure(f"{grows.group() if grows else ''}{rest}", left + right)
    return None


def _than(text: str) -> Sides | None:
    """A比B高吗 · A高于B"""
    found = words.THAN.match(text)
    if found is None:
        return None
    left = re.sub("(?:现在|目前|还是|也|都|[还要])+$", "", found["left"].strip(","))
    right = (found["right"] or found["right2"] or "").strip("的吧吗呢了 ")
    if not left or not right or re.search("多少|几", left):
        return None
    if words.BASIS.match(right) or words.TIME.match(right) or words.NO_SIDE.search(right):
        return None
    rest = f"{found['more'] or ''},{found['more_rest'] or ''}" if found["right"] else f",{found['rest2'] or ''}"
    return _names(left, right), _measure(rest, left + right)


def _asks_both(rest: str, text: str) -> bool:
    """Whether what follows two names asks for the figures of both, or which is more; 分别是哪三个 asks for names."""
    if re.search("分别[是有为]?哪|哪[两三四五六七八九几]", rest):
        return False
    return bool(words.EACH_ALONE.search(rest) or words.CHOOSES.search(rest) or "还是" in text)


def _names(left: str, right: str) -> Parallel:
    """The parallel parts of two names, with the time and the place that begin the first one shared by both."""
    head = ""
    if not words.TIME.search(left):  # 襄阳和宜昌去年的产值
        head = "".join(words.TIME.findall(right))
        right = words.TIME.sub("", right)
    while True:
        time = words.TIME.match(left)
        known = [form for group in places(left) for form in group if left.startswith(form)] if not places(right) else []
        begun = time.group() if time and not words.TIME.search(right) else max(known, key=len, default="")
        begun += "的" if begun and left[len(begun) :].startswith("的") else ""
        if not begun or len(begun) >= len(left):
            break
        head, left = head + begun, left[len(begun) :]
    names = parallel(left, right)
    return Parallel(head + names.head, names.left, names.right, names.tail)


def _joined(text: str) -> Iterator[tuple[str, str]]:
    """Two names with a word for "and" between: at the strongest such word, of several of them at the one in the middle."""
    text = _BETWEEN_NAMES.sub("", text).strip()
    for joint in words.JOINTS:
        cuts = [(m.start(), m.end()) for m in re.finditer(joint, text) if m.start() > 0 and m.end() < len(text)]
        if cuts:
            start, end = min(cuts, key=lambda cut: abs(cut[0] - (len(text) - cut[1])))
            left, right = (words.MORE.sub("", side).strip("是") for side in (text[:start], text[end:]))
            if not re.search("多少|什么|怎么|为什么|如何", left + right):
                yield left, right
            return


def _measure(rest: str, sides: str) -> str:
    """What is asked of each side, without the words that compare."""
    clauses: list[str] = []
    for clause in re.split(",", rest):
        if _BESIDE.search(clause):
            continue
        clause = words.EACH.sub("", words.WHICH.sub("", clause))
        clause = words.EACH.sub("", words.MORE.sub("", clause)).strip("的呢吗吧 ")
        if clause:
            clauses = [other for other in clauses if other not in clause]
            clauses += [clause] if not any(clause in other for other in clauses) else []
    asked = re.sub("([增涨升降跌]),(?:是|为)?多少", r"\1多少", ",".join(clauses))
    if re.search("多少|几", asked):
        return f"{asked}?"
    if words.SPEED.search(rest) and not words.GROWS.search(asked + sides):
        return f"{asked}增长多少?"
    return f"{asked}{'多少' if words.GROWS.search(asked[-1:]) else '是多少'}?"


def spaced_sides(text: str) -> Sides | None:
    """The names of the sides of a folded question and what is asked of each; None where it compares no two things."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", re.sub(r"\s+", " ", text))
    text = _BY.sub(" ", _ALL_OF_IT.sub("", text))
    for pattern in words.SPACED:
        found = pattern.match(text)
        if found is None:
            continue
        groups = found.groupdict()
        left, right = groups["left"] or groups.get("left2") or "", groups["right"]
        if words.SPACED_BASIS.search(right) or _NO_SIDE.search(f"{left} | {right}"):
            return None
        if not words.SPACED_CHOOSES.search(text) and not words.EACH_ALONE.search(text) and pattern is not words.BOTH:
            return None
        times = [m.group() for m in words.SPACED_TIME.finditer(f"{left} | {right}")]
        left, right = (_trimmed(words.SPACED_TIME.sub(" ", side)) for side in (left, right))
        left, right = (_ECONOMY.sub("gdp", side) for side in (left, right))
        if not left or not right or max(len(left), len(right)) > _LONGEST:
            continue
        around = [groups.get(name) or "" for name in ("lead", "ask", "pred", "in", "verb", "more", "rest")]
        if places(left) and len(left.split()) <= _NAME and not words.SPACED_OF.search(" ".join([*around, left, right])):
            times.append("gdp")  # did Chongqing grow faster than the economic circle
        if _NUMBER_OF.match(groups["left"] or ""):  # the number of visitors or their spending
            return Parallel("", left, right, ""), _spaced_measure(
                " ".join([*around, *dict.fromkeys(times)]), left + right
            )
        return _spaced_names(left, right), _spaced_measure(" ".join([*around, *dict.fromkeys(times)]), left + right)
    return None


def _spaced_names(left: str, right: str) -> Parallel:
    """The parallel parts; "growth in cities … than for all": a preposition on the right stands for one on the left."""
    stands = _PREPOSITION.match(re.sub(r"^(?:that|those) ", "", right))
    last = [match.end() for match in _PREPOSITION.finditer(left)]
    if stands and last:
        bare = re.sub(r"^(?:that|those) ", "", right)[stands.end() :]
        return Parallel(left[: last[-1]], left[last[-1] :], bare, "")
    return parallel(left, right)


def _trimmed(side: str) -> str:
    """A name without the words around it that are none of it."""
    side = re.sub(r"\s(?:in|of|by|for|at|during|over)$", "", re.sub(r"\s+", " ", side).strip(" ,?.:"))
    side = _NUMBER_OF.sub("", side)
    side = re.sub(r"^(?:is|was|were|are|did|does|do|has|have|either|both)\s+", "", side.strip(" ,?.:"))
    return re.sub(r"\s+(?:is|was|were|are|each|respectively)$", "", side)


def _spaced_measure(around: str, sides: str) -> str:
    """What is asked of each side, without the words that compare."""
    kept = re.sub(r"\s+", " ", _ASKING.sub(" ", words.SPACED_MORE.sub(" ", around))).strip()
    kept = re.sub("^(?:how|the) ", "", kept).replace("shares", "share")
    if _GROW.search(around) and not _TELLS_GROWTH.search(kept + sides):
        kept = f"growth rate {kept}".strip()
    return kept if re.search(r"how many|what (?:share|percent)", kept) else f"how much {kept}".strip()
