"""What two coordinated names share: "urban and rural residents' income" is of urban residents' income, and of rural ones'.

The parallel parts are those most alike in meaning and length; what stands before them on the left, or behind them on the
right, belongs to both.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.static import load_static_encoder
from qa.languages import function_words
from qa.terms import Floats

_HEAD, _TAIL = 0.3, 0.15  # what speaks for no head, and for no tail being shared
_LENGTH = 0.6  # and for names of one length
_ALIKE = 0.2  # and for names that end, or begin, alike: 产量 and 销量
_FEW = 2  # words of a name in a language with spaces that may share what is behind the other
_MEASURE = 4  # characters in which a name ends that says what is measured
_GROWS = re.compile("增速|增幅|涨幅|降幅|速度|增长率|比重|占比")
_MEASURED = re.compile(
    "(?:[额值量率数度入出口资速幅重比业户]|贷款|存款|面积|企业|居民|人均|标准|水平|补助|补贴|待遇|工资|养老金|目标|在校生|学生|人口|里程|"
    r"\b(?:incomes?|investments?|output|growth|sectors?|industr(?:y|ies)|production|revenues?|sales|exports|imports|residents|people|rates?|volumes?|"
    r"loans|trade|spending|employment|value|areas?|households|consumption|population|prices|enterprises|tourists|visitors|countries|markets?))$"
)
_FLOW = re.compile(
    r"\b(?:incomes?|investments?|output|production|revenues?|sales|exports|imports|loans|trade|spending|prices)$"
)
_PARTS = 8  # words of a name that are tried
_BEFORE = re.compile(r"(?:\b(?:of|in|to|from|for|with|by|on|at|de|des|du|nach|von|в|на)|[的对向从由在])\s*$")


@dataclass(frozen=True, slots=True)
class Parallel:
    """Two names and what they share: `head` before, `tail` behind."""

    head: str
    left: str
    right: str
    tail: str

    def whole(self, side: str) -> str:
        """One of the two with what it shares."""
        return f"{self.head}{side}{self.tail}"


@lru_cache(maxsize=256)
def parallel(left: str, right: str) -> Parallel:
    """The parallel parts of two folded names."""
    spaced = not re.search("[\u3400-\u9fff]", left + right)
    if not spaced and _GROWS.search(left[-_MEASURE:]) and not _GROWS.search(right):
        # 城镇居民收入增幅跟全体居民比: what is measured stands behind the first name alone.
        back = parallel(right, left)
        return Parallel("", back.head + back.right, back.left, back.tail)
    if not spaced and ("的" in left) != ("的" in right):
        return _with_of(left, right)
    begins = _cuts(left, spaced)[:_PARTS]
    ends = [len(right) - cut for cut in _cuts(right[::-1], spaced)][:_PARTS] if spaced else _ends(right)
    if not spaced and len(left) < len(right) and left[-1:] == right[len(left) - 1]:
        ends = [*ends, len(left)]  # 城镇居民和农村居民收入: where the words of one name divide, the other's do
    first = f"{right.split(' ')[0]} "
    both = spaced and bool(_BEFORE.fullmatch(first))  # exports to Africa or to Europe
    begins = [at for at in begins if left[at:].count("“") == left[at:].count("”")]
    heads = [at for at in begins if _may_share(left[:at], spaced) or (both and left[at:].startswith(first))]
    ends = [end for end in ends if right[:end].count("“") == right[:end].count("”")]
    if spaced and (len(left.split()) > _FEW or _FLOW.search(left)):
        ends = [len(right)]
    if spaced and _FLOW.search(right) and not both:
        heads = [0]  # it says itself what is measured
    ends = [end for end in ends if end == len(right) or _MEASURED.search(right[end:])]
    best, chosen = -9.0, (0, len(right))
    for start in heads:
        for end in ends:
            score = _alike(left[start:].strip(), right[:end].strip(), spaced)
            score += _HEAD * (start == 0) + _TAIL * (end == len(right))
            if score > best + 1e-6:
                best, chosen = score, (start, end)
    start, end = chosen
    return Parallel(left[:start], left[start:], right[:end], right[end:])


def _with_of(left: str, right: str) -> Parallel:
    """茶叶的产量和销量 · 城镇和农村的收入: what stands before or behind 的 belongs to both."""
    if "的" in left:
        at = left.rindex("的") + 1
        inner = parallel(left[at:], right) if left[at:] else Parallel("", left, right, "")
        return Parallel(left[:at] + inner.head, inner.left, inner.right, inner.tail)
    at = right.index("的")
    inner = parallel(left, right[:at]) if at else Parallel("", left, right, "")
    return Parallel(inner.head, inner.left, inner.right, inner.tail + right[at:])


def _cuts(name: str, spaced: bool) -> list[int]:
    """Where words begin."""
    if spaced:
        return [match.start() for match in re.finditer(r"\S+", name)]
    starts = map(int, load_static_encoder().tokenize([name])[0].starts)
    return [start for start in starts if not start or not name[start - 1].isdigit()]  # 300个 is one word


def _ends(name: str) -> list[int]:
    ends = [int(end) for end in load_static_encoder().tokenize([name])[0].ends]
    return [end for end in ends if end == len(name) or not name[end - 1].isdigit()][-_PARTS:]


def _may_share(head: str, spaced: bool) -> bool:
    """Whether the beginning of a name may belong to another name as well."""
    return not head or (bool(_BEFORE.search(head)) if spaced else len(head) > 1)


def _alike(left: str, right: str, spaced: bool) -> float:
    if not left or not right or {left, right} & function_words("en"):
        return -9.0
    a, b = _vector(left), _vector(right)
    norm = float(np.linalg.norm(a) * np.linalg.norm(b))
    sizes = (len(left.split()), len(right.split())) if spaced else (len(left), len(right))
    score = float(a @ b) / max(norm, 1e-6) - _LENGTH * abs(sizes[0] - sizes[1]) / max(sizes)
    ours, theirs = (left.split(), right.split()) if spaced else (list(left), list(right))
    alike = ours[0] == theirs[0] or ours[-1] == theirs[-1]
    return score + _ALIKE * alike


def _vector(text: str) -> Floats:
    encoder = load_static_encoder()
    vector: Floats = encoder.token_vectors(encoder.token_ids([text])[0]).sum(axis=0)
    return vector
