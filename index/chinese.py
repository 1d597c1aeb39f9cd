"""What the index knows of the genre, as data: heading ladders, sentence ends, page furniture, question words.

Patterns see the text as it stands, so each covers half- and full-width forms. Nothing here names one report's contents.
"""

import re

_NUMERAL = "[〇零一二三四五六七八九十百]+"

# The ladder, outermost first. The position in this tuple is the level of a heading.
# `1.` needs (?!\d): "1.5万亿元" opens a sentence, not a section.
LADDER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("#", r"#(?!#)\s*\S"),
        ("##", r"##(?!#)\s*\S"),
        ("###", r"###(?!#)\s*\S"),
        ("####", r"####+\s*\S"),
        ("第一编", rf"第{_NUMERAL}[编篇](?=[\s\u3000]|$)"),
        ("第一章", rf"第(?:{_NUMERAL}|\d+)章"),
        ("第一节", rf"第(?:{_NUMERAL}|\d+)节(?=[\s\u3000]|$)"),
        ("第一条", rf"第(?:{_NUMERAL}|\d+)条(?:之{_NUMERAL})?(?=[\s\u3000])"),
        ("一、", rf"{_NUMERAL}、"),
        ("(一)", rf"[(（]{_NUMERAL}[)）]"),
        ("1.", r"\d{1,2}[.．、](?![\d０-９])"),
        ("(1)", r"[(（]\d{1,2}[)）]"),
        ("一是", rf"[首{_NUMERAL[1:-2]}][是要]"),
        ("——", r"——(?=\D)"),
    )
)
ARTICLE = "第一条"  # its heading is the number alone: the words behind it are the article

SENTENCE_END = "。！？!?；;"
CLOSERS = "”’」』）)】》\"'"

# A line that addresses the assembly ends the front matter: "各位代表：", "市人大常委会:".
SALUTATION = re.compile(r"[^\s。，,]{2,24}[:：]\s*$")

# Lines of the page rather than of the report: registration numbers, page turns, captions, navigation.
FURNITURE = re.compile(
    r"^\s*(?:.{0,4}公网安备.*|.*ICP备.*|[(（](?:下转|上接|紧接).{1,12}版.*[)）]|[(（]?(?:新华社|本报).{0,12}(?:摄|电)[)）]?|"
    r".*本报记者.{1,16}摄|(?:首页|返回|打印|分享|上一篇|下一篇|版权所有|主办单位|扫一扫).{0,40}|第?\s*\d+\s*页?(?:\s*/\s*\d+)?)\s*$"
)

# Asked, not told: a report does not hold these, so a query is searched without them.
QUESTION_WORDS = re.compile(
    "请问一下|请问|请告诉我|告诉我|我想知道|想知道|是不是|有没有|有哪些|是哪些|是多少|是什么|是怎么|怎么样|什么时候|什么样|为什么|"
    "多少|什么|哪些|哪个|哪几个|哪几|哪一年|哪里|哪儿|怎样|怎么|如何|为何|何时|何地|是谁|谁|几个|多大|多高|多长|多久|吗|呢|吧|啊|呀|嘛|到底|究竟"
)
_ENGLISH = (
    "a about according all also an and any are as at be been being by can could did do does for from give had has have "
    "how i if in into is it its many me much of on or our please report say says shall should so tell than that the "
    "their them then there these they this those to up us was we were what when where which who whom whose why will "
    "with would you your"
)
ENGLISH_FUNCTION_WORDS = frozenset(_ENGLISH.split())
