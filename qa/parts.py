"""Several questions in one: split, and each made whole."""

import re
from collections.abc import Callable

from qa.comparisons import in_order, read_comparison
from qa.languages import asking, detect_language

MAX_PARTS = 4
# "别报今年的", "问的是目标,不是去年的结果": what is not asked would be found all the same.
ASIDE = re.compile(
    r"[(（]\s*(?:not|no|nicht|pas|non|не|ne)\b[^()（）]*[)）]|[,;.]\s*(?:not|no|nicht|pas|non|не)\b[^,.;?]*[.?]?\s*$|"
    r"[,，?？(（]\s*(?:不要|别报|别给|别说|问的(?:是|不是))[^,，。?？)）]*(?:[,，][^,，。?？)）]*)?[)）]?\s*$"
)
_ASK = r"多少|几|哪|谁|什么|怎么|如何|为什么|第几|啥|吗|吧"
_ASKS = re.compile(_ASK)
# 哪个定得最高?是多少: of what the piece before asks for.
_FIGURE_ONLY = re.compile(r"(?:又|各自?|分别|都|具体|数[字据]|大[约概])*(?:是|为|有)?多少[?？。]?")
_STOP = re.compile(r"(?<=[?？;；。])\s*(?=\S)|[,，](?:另外|还有|以及)?")
_ENGLISH = re.compile(r",?\s+(?:and|-)\s+(?=(?:how|what|by|where|when|which|who|in what|on what)\b)", re.IGNORECASE)
# 标箱和货值各涨多少 · 新能源汽车的产量和销量,哪个涨得更猛
_PAIR = re.compile(
    r"(?P<head>^|.*?[的,，]|.*?(?=[^的,，和与跟、及]{1,14}(?:和|与|跟|、|及)))"
    r"(?P<left>[^的,，和与跟、及?？]{1,14})(?:和|与|跟|、|及)(?P<right>[^,，和与跟、及?？]{1,24}?)"
    r"(?P<tail>[,，]?\s*(?:各自?|分别|哪(?:个|一个|项|边|一边|类|方)|谁)(?:.*))$"
)


def split_parts(question: str, resolve: Callable[[str, str], str]) -> list[str]:
    """The questions in one text, each whole; only the text itself where there is one.

    `resolve(part, before)` makes a part whole that takes its subject from the part before.
    """
    comparison = read_comparison(question)
    if comparison:
        return [side.question for side in comparison.sides]
    basis = in_order(question)
    if basis:
        return [basis]
    pair = _PAIR.match(question.strip())
    if pair and not _ASKS.search(pair["head"] + pair["left"] + pair["right"]):
        return [f"{pair['head']}{side}{pair['tail']}" for side in (pair["left"], pair["right"])]
    asks = _joined(question) or [piece.strip() for piece in _ENGLISH.split(question) if piece.strip()]
    if len(asks) == 1:
        asks = _gather([piece.strip() for piece in _STOP.split(question) if piece and piece.strip()])
    if not 1 < len(asks) <= MAX_PARTS:
        return [question]
    whole = [asks[0]]
    for part in asks[1:]:
        whole.append(resolve(part, whole[0]))
    return whole


def _joined(question: str) -> list[str]:
    """The questions that a sentence in another language joins ("combien … et quelle …"); none where a piece asks nothing."""
    own = asking(detect_language(question))
    pieces = [piece.strip() for piece in own.joint.split(question)] if own.joint else []
    asks = [pattern for kind, pattern in own.kinds.items() if kind != "yesno"]
    joined = all(any(pattern.search(piece.lower()) for pattern in asks) for piece in pieces)
    return pieces if joined else []


def _gather(pieces: list[str]) -> list[str]:
    """Pieces that ask nothing belong to the one behind them (a lead), the last to the one before (an afterthought)."""
    asks: list[str] = []
    lead = ""
    for piece in pieces:
        if asks and _FIGURE_ONLY.fullmatch(piece):
            asks[-1] += "," + piece
        elif _ASKS.search(piece) or re.search(r"[呢][?？]?$|[?？]$", piece):
            asks.append(lead + piece)
            lead = ""
        else:
            lead += piece + ","
    if lead and asks:
        asks[-1] += "," + lead.rstrip(",")
    return asks
