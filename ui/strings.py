"""Every text of the page, in Chinese and English, as data: the server and the page's scripts read the same table."""

from collections.abc import Mapping
from typing import Any

LANGUAGES = ("zh", "en")

# {n} and other names in braces are filled in by `text` here and by t() in static/texts.js.
_TEXTS: Mapping[str, tuple[str, str]] = {
    "name": ("依据", "Yiju"),
    "title": ("依据 · 问报告,看原文", "Yiju · ask the report, see the very words"),
    "tagline": ("问报告,看原文", "Ask the report, see the very words"),
    "skip": ("跳到提问框", "Skip to the question box"),
    "language": ("English", "中文"),
    "language.label": ("Switch to English", "切换到中文"),
    "views": ("视图", "Views"),
    "view.chat": ("问答", "Ask"),
    "view.figures": ("数据一览", "Figures"),
    "view.report": ("原文", "Report"),
    # asking
    "chat": ("对话", "Conversation"),
    "question": ("问题", "Question"),
    "question.hint": ("就报告提一个问题…", "Ask the report…"),
    "ask": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "keys": (
        "Enter 提问 · N/P 下一处/上一处引用 · Esc 返回",
        "Enter asks · N/P next/previous citation · Esc returns",
    ),
    "start.title": ("想从报告里知道什么?", "What would you like to know from the report?"),
    "start.lead": (
        "每个回答都给出报告的原话和它的确切位置;报告没有说的,就直说没有。",
        "Every answer comes with the report's own words and their exact place. What it does not say, you are told.",
    ),
    "start.samples": ("可以这样问", "You could ask"),
    "start.more": ("换一批", "Others"),
    "searching": ("正在查找原文…", "Looking it up…"),
    "stopped": ("已停止。", "Stopped."),
    "unfinished": ("这个问题还没有得到回答。", "This question has not been answered yet."),
    "stale": (
        "索引已更新,原来的引用对不上新的原文,请重新提问。",
        "The index has changed and the earlier citations no longer fit it. Please ask again.",
    ),
    "busy": ("提问太快,请 {n} 秒后再试。", "Too many questions at once. Please try again in {n} s."),
    "queue": (
        "现在提问的人太多,问题还在,请稍后再试。",
        "Too many people are asking. Your question is kept: try again soon.",
    ),
    "waiting": ("前面还有人在问,正在排队…", "Others are asking too: your question is in the queue …"),
    "too-long": (
        "问题有 {n} 字,超过了 {limit} 字的上限,请缩短。",
        "{n} characters, over the limit of {limit}: ask it shorter.",
    ),
    "no-words": ("问题里没有文字或数字,请用文字提问。", "The question holds no word and no number. Please use words."),
    "failed": ("出错了,没能回答。请重试。", "Something went wrong and there is no answer. Please try again."),
    "offline": ("与服务器的连接断开了。", "The connection to the server was lost."),
    # answers
    "you": ("你的问题", "Your question"),
    "answer": ("回答", "Answer"),
    "silent": ("报告没有说", "The report does not say"),
    "near": ("最接近的段落(不是答案)", "Nearest passages (not an answer)"),
    "why": ("为什么是这句?", "Why this?"),
    "why.near": ("问题里哪些词没有着落?", "What is not accounted for?"),
    "why.term": ("问题里的词", "Term of the question"),
    "why.words": ("报告里的词", "Words of the report"),
    "why.none": ("没有着落", "nothing in the report"),
    "confidence": ("把握", "Confidence"),
    "generated": ("由语言模型措辞,已逐句核对", "Worded by a language model, checked sentence by sentence"),
    "citation": ("引用 {n}:在原文中打开", "Citation {n}: open in the report"),
    "open": ("在原文中打开", "Open in the report"),
    "copy": ("复制回答和引文", "Copy the answer with its quotes"),
    "copied": ("已复制", "Copied"),
    "copy.failed": ("浏览器不允许复制", "The browser does not allow copying"),
    "link": ("复制链接", "Copy a link"),
    "retry": ("重新回答", "Answer again"),
    "edit": ("修改问题", "Edit the question"),
    "edit.save": ("提问", "Ask"),
    "edit.cancel": ("取消", "Cancel"),
    "up": ("有用", "Helpful"),
    "down": ("没有用", "Not helpful"),
    "citation-wrong": ("引用不准", "Wrong citation"),
    "thanks": ("已记下,谢谢", "Noted, thank you"),
    "feedback.failed": ("反馈没能保存", "The feedback could not be saved"),
    "clear": ("清空", "Clear"),
    "clear.sure": ("确定清空?", "Really clear?"),
    "cleared": ("对话已清空", "Conversation cleared"),
    "export": ("导出", "Export"),
    "export.markdown": ("导出为 Markdown", "Export as Markdown"),
    "export.json": ("导出为 JSON", "Export as JSON"),
    "export.basis": ("依据", "Basis"),
    # report
    "report": ("报告原文", "The report"),
    "document": ("文件", "Document"),
    "documents.scope": ("提问范围", "Search in"),
    "documents.all": ("全部文件", "all documents"),
    "outline": ("目录", "Outline"),
    "outline.cited": ("{n} 处引用", "{n} cited"),
    "outline.ask": ("这一节可以问什么", "What to ask this section"),
    "outline.nothing": ("这一节没有现成的问题,可以直接提问。", "No ready question here: ask your own."),
    "outline.open": ("展开", "Expand"),
    "outline.none": ("正文", "Text"),
    "places": ("引用 {i}/{n}", "Citation {i}/{n}"),
    "places.some": ("本次回答引用 {n} 处", "{n} cited in this answer"),
    "place.next": ("下一处引用 (N)", "Next citation (N)"),
    "place.previous": ("上一处引用 (P)", "Previous citation (P)"),
    "back": ("返回回答 (Esc)", "Back to the answer (Esc)"),
    "close": ("关闭", "Close"),
    "place.gone": ("链接指向的位置不在这份报告里。", "The link's place is not in this report."),
    "report.failed": ("报告没能载入。", "The report could not be loaded."),
    "reload": ("重试", "Try again"),
    # figures
    "figures.lead": (
        "报告里的每一个数字,都可以回到它所在的那句话。",
        "Every figure of the report; each leads back to its sentence.",
    ),
    "figures.count": ("{n} / {all} 个数字", "{n} of {all} figures"),
    "figures.filter": ("筛选指标、句子…", "Filter by indicator, sentence…"),
    "figures.unit": ("单位", "Unit"),
    "figures.section": ("章节", "Section"),
    "figures.all": ("全部", "All"),
    "figures.indicator": ("指标", "Indicator"),
    "figures.value": ("数值", "Value"),
    "figures.direction": ("方向", "Direction"),
    "figures.period": ("时期", "Period"),
    "figures.sentence": ("原句", "Sentence"),
    "figures.choose": ("选来画图", "Choose for the chart"),
    "figures.chart": ("画图", "Chart"),
    "figures.chart.hint": ("勾选几行,画成条形图。", "Choose rows to draw a bar chart."),
    "figures.chart.units": (
        "单位不同,分开画:不同单位的数字不能比长短。",
        "Different units are drawn apart: they cannot be compared.",
    ),
    "figures.unchoose": ("全部取消", "Choose none"),
    "figures.csv": ("下载 CSV", "Download CSV"),
    "figures.more": ("再显示 {n} 行", "Show {n} more"),
    "figures.none": ("没有符合条件的数字。", "No figure matches."),
    "figures.loading": ("正在整理数字…", "Collecting the figures…"),
    "figures.failed": ("数字没能载入。", "The figures could not be loaded."),
    "figures.sort": ("按“{name}”排序", "Sort by {name}"),
    "direction.up": ("升", "up"),
    "direction.down": ("降", "down"),
    "direction.above": ("高于", "above"),
    "direction.below": ("低于", "below"),
}


def text(key: str, language: str, **values: Any) -> str:
    """The text of a key in a language (anything but "zh" is English), with its names filled in. Raises KeyError."""
    return _TEXTS[key][0 if language == "zh" else 1].format(**values)


def table() -> dict[str, dict[str, str]]:
    """All texts by language, for the page's scripts."""
    return {language: {key: pair[i] for key, pair in _TEXTS.items()} for i, language in enumerate(LANGUAGES)}


def language_of(accept: str) -> str:
    """The interface language for an Accept-Language header: "zh" where Chinese comes before English, else "en".

    A browser that names neither gets English; an empty header gets Chinese, the language of the reports.
    """
    if not accept.strip():
        return "zh"
    for part in accept.lower().split(","):
        tag = part.partition(";")[0].strip()
        if tag.startswith(("zh", "en")):
            return tag[:2]
    return "en"
