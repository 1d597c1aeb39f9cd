"""Questions about the report itself: who gave it, when and where. Its front matter answers, no sentence of the text does."""

import re

from index import Document
from index.folding import fold_text
from qa.clauses import Span
from qa.question import Question

_ABOUT = re.compile(
    r"(?:报告|讲话)(?!期|要求|提)[^,，;；]{0,8}(?:是谁|由谁|谁(?:来|所)?(?:作|做|写|讲|宣读|提交)|哪位|哪一?天|哪个日期|什么时候|何时|日期|几月几)|"
    r"报告[^,，;；]{0,10}(?:职务|什么身份)|(?:谁|哪位|哪一?天|什么时候|何时)[^,，]{0,10}(?:作|做|提交|宣读|发布|呈|报告)[^,，]{0,6}(?:报告|讲话)的?[?？。]*$|报告人是|(?:作|做)?报告工作是?哪(?:一?天|年|月)|"
    r"(?:几月几[号日]|哪一?天|几号|哪年哪月哪[日天])[^,，]{0,14}(?:作|做|提交|宣读)[^,，]{0,8}(?:报告|讲话)|"
    r"\b(?:deliver|present|gave|give|submit|made|read|author|dated?|wrote)\w*\b.*\breport\b|\breport\b.*\b(?:delivered|presented|dated|given|submitted)\b|"
    r"报告.*(?:行っ|行われ|何月何日|いつ|谁です|谁が|提出し)|보고.*(?:언제|누가|누구|이루어|발표)|(?:qui|date|quand|présent).*rapport|rapport.*(?:présent|qui|date|quand)|"
    r"(?:quién|fecha|cuándo|present).*informe|informe.*(?:present|fecha|quién)|(?:wer|wann|datum).*bericht|bericht.*(?:vorge|wer|wann|datum|gehalten)|"
    r"(?:кто|когда|дат|числа).*доклад|доклад.*(?:представ|кто|когда)|(?:\bchi\b|quando|data).*(?:rapporto|relazione)|"
    r"(?:rapporto|relazione).*(?:present|\bchi\b|quando|data)|(?:quem|quando|data).*relatório|relatório.*(?:present|quem|quando|data)"
)
# Which months does the report cover?
_COVERS = re.compile(
    r"(?:报告|通篇|全文)[^,，]{0,4}(?:统计|覆盖|反映|涵盖|总结|说|讲)的?(?:是|时段|时期)?[^,，]{0,6}(?:哪|什么时[段间期]|多长时间)|"
    r"\b(?:months?|period|year|half|quarter|time ?span)\b.*\breport\b.*\b(?:covers?|covered|concerns?|refers? to)\b|"
    r"\b(?:report|document)\b.*\bcover(?:s|ed|ing)? (?:what|which) (?:months?|period|year)"
)
_PERIOD = re.compile(r"(?:19|20)\d{2}年(?:\d{1,2}\s*[—–~-]+\s*\d{1,2}月|[上下]半年|前?[一二三四]个?季度)")
_DATE = re.compile(
    r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[一二三四五六七八九〇○零]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_OFFICE = re.compile(
    "(?:主任|省长|市长|区长|县长|主席|总理|书记|局长|厅长|部长|委员长|行长|院长|检察长|秘书长)"
    r"[ \u3000]*(?:[\u4e00-\u9fff][ \u3000]?){2,4}(?:·[\u4e00-\u9fff]+)?"
)
_ROLE = re.compile(r"职务|身份|职位|报告人|\b(?:position|title|office|role|speaker)\b")
_HEAD = 700  # characters in which front matter ends
_MAX_LINE = 90


def front_matter_answer(question: Question, document: Document) -> tuple[Span, list[Span]] | None:
    """The lines of the front matter that answer, as one span, and the values asked for in it; None if it is not asked.

    The values are the date, or the office and name of the speaker, or both.
    """
    head = document.text[:_HEAD]
    if _COVERS.search(question.folded):
        period = _PERIOD.search(head)
        return (_line(head, *period.span()), [Span(*period.span())]) if period else None
    if not _ABOUT.search(question.folded):
        return None
    # Folding is one to one for what is searched here: digits, Han characters and blanks.
    date = _DATE.search(fold_text(head) if len(fold_text(head)) == len(head) else head)
    speaker = next((m for m in _OFFICE.finditer(head) if _short(head, m.start())), None)
    found = []
    if not date and question.kinds.isdisjoint({"person", "entity"}):
        return None
    asks_who = "person" in question.kinds or bool(_ROLE.search(question.folded))
    if date and ("date" in question.kinds or not asks_who):
        found.append(Span(date.start(), date.end()))
    if speaker and (asks_who or "date" not in question.kinds or not found):
        found.append(_line(head, speaker.start(), speaker.end()))
    if not found:
        return None
    first, last = min(span.start for span in found), max(span.end for span in found)
    start = _line(head, first, first).start
    return Span(start, max(last, _line(head, last - 1, last).end)), found


def _short(text: str, at: int) -> bool:
    line = _line(text, at, at)
    return line.end - line.start <= _MAX_LINE


def _line(text: str, start: int, end: int) -> Span:
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    right = len(text) if right < 0 else right
    while left < right and text[left].isspace():
        left += 1
    while right > left and text[right - 1].isspace():
        right -= 1
    return Span(left, right)
