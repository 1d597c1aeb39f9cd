"""Questions worth asking, by section, made from the index itself: nothing here names a report's contents.

A question is made from a figure's indicator or from a section's heading, and kept only when the index answers it from
that very section: the page suggests nothing that it cannot answer.
"""

import re
from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any

from index import Index, QueryError, Section

if TYPE_CHECKING:
    from qa.figures import Figure

PER_SECTION = 3
STARTERS = 10  # questions for the empty conversation
_TRIES = 4  # candidates tried for a section
_CACHED = 4096  # sections
_NUMBERING = re.compile(
    r"^[#\s]*(?:第[^\s]{1,4}[编篇章节条]|[(（]?[〇零一二三四五六七八九十百\d]{1,3}[)）、.．]|[一二三四五六七八九十]{1,2}是)\s*"
)
_ADVERBS = re.compile(
    r"^(?:全力|加快|着力|持续|进一步|深入|大力|积极|扎实|努力|奋力|稳步|有序|统筹|切实|坚决|突出|多措并举|更好|深化)(?=.{4})"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z“”]{4,16}")  # an indicator that reads as a name: no figures, no marks
_VERB = re.compile(
    r"^(?:新增|实现|累计|完成|拉动|推动|加快|新建|实施|发放|开展|发布|举办|共|已|对|向|首批|提前|筹集|归集|持续|提供|在|经|规划)"
)
_PRONOUN = re.compile(r"[我你他她它其该此这那的]|以上|上述|分别|同比|环比|增速|降幅|增幅|占比|居中|目标")
_STATISTIC = re.compile(r"(?:率|额|量|值|数|收入|余额|面积|浓度|强度|利润|投资|总数|人口|利率|装机容量)$")
_lock = Lock()
_cache: OrderedDict[tuple[str, str, int], list[str]] = OrderedDict()


def sample_questions(index: Index, document: str | None = None, start: int | None = None) -> list[dict[str, Any]]:
    """[{document, start, heading, questions}]: for the section at `start`, else some ten, one from each of as many sections.

    `document`: the first one where None. Raises UnknownDocumentError.
    """
    name = document if document is not None else next(iter(index.documents))
    sections = index.sections(name)
    if start is not None:
        chosen = [section for section in sections if section.start == start]
        return [_entry(name, section, _questions(index, name, section, PER_SECTION)) for section in chosen]
    return list(_starters(index, name, [section for section in sections if section.headings]))


def _starters(index: Index, name: str, sections: list[Section]) -> Iterator[dict[str, Any]]:
    step = max(1, len(sections) // STARTERS)
    # Evenly over the report; what a stretch cannot give, its next section may.
    for at in range(0, len(sections), step):
        for section in sections[at : at + min(step, 3)]:
            questions = _questions(index, name, section, 1)
            if questions:
                yield _entry(name, section, questions)
                break


def _entry(name: str, section: Section, questions: list[str]) -> dict[str, Any]:
    heading = section.headings[-1] if section.headings else ""
    return {"document": name, "start": section.start, "heading": heading, "questions": questions}


def _questions(index: Index, name: str, section: Section, count: int) -> list[str]:
    key = (index.generation, f"{name}\n{count}", section.start)
    with _lock:
        if key in _cache:
            return _cache[key]
    tried = list(dict.fromkeys(_candidates(index, name, section)))[:_TRIES]
    good = (question for question in tried if _answered(index, name, section, question))
    questions = list(islice(good, count))
    with _lock:
        _cache[key] = questions
        while len(_cache) > _CACHED:
            _cache.popitem(last=False)
    return questions


def _candidates(index: Index, name: str, section: Section) -> Iterator[str]:
    from qa.figures import figures

    text = index.document(name).text[section.start : section.end]
    rows = figures(text, [(section.headings, 0, len(text))])
    found = [question for row in rows for question in _from_figure(row)]
    # Two of the figures, then the whole: a section is more than its numbers.
    yield from found[:2]
    yield from _from_heading(section)
    yield from found[2:]


def _from_figure(row: "Figure") -> Iterator[str]:
    name, quantity = row.indicator, row.quantity
    if not _NAME.fullmatch(name) or _PRONOUN.search(name) or _VERB.search(name):
        return
    if quantity.kind == "rank":
        yield f"{name}排第几?"
    elif row.direction in ("up", "down") and not quantity.reached:
        yield f"{name}{'增长' if row.direction == 'up' else '下降'}了多少?"
    elif not row.direction and _STATISTIC.search(name):
        yield f"{name}是多少?"


def _from_heading(section: Section) -> Iterator[str]:
    if not section.headings:
        return
    name = re.split(r"[,，、;；:：。]|取得", _NUMBERING.sub("", section.headings[-1]))[0].strip("…")
    name = _ADVERBS.sub("", name)
    if re.fullmatch(r"[\u4e00-\u9fff“”A-Za-z\d]{6,22}", name):
        yield f"怎样{name}?" if len(name) > 6 else f"{name}有哪些举措?"


def _answered(index: Index, name: str, section: Section, question: str) -> bool:
    from qa import ask

    try:
        answer = ask(question, index=index, documents=[name])
    except QueryError:
        return False
    first = answer.citations[0] if answer.citations else None
    return not answer.abstained and first is not None and section.start <= first.start and first.end <= section.end
