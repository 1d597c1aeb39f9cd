"""What an open question asks for, and what a sentence shows, as data: the patterns behind `qa.sentence_features`."""

import re
from functools import lru_cache

from index.folding import fold_text

_KEPT = 20_000  # sentences whose marks are remembered, a hundred bytes each


def _patterns(table: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A line a pattern, its name first; folded, as the texts are that it is held against."""
    rows = (line.split(maxsplit=1) for line in table.strip().splitlines())
    folded = ((name, re.sub("[\u3400-\u9fff]", lambda m: fold_text(m.group()), pattern)) for name, pattern in rows)
    return tuple((name, re.compile(pattern)) for name, pattern in folded)


ASKED = _patterns("""
who 谁|哪位|什么人|何人|哪个人|哪一位|人物
where 哪里|哪儿|何地|何处|哪个(?:国|城|省|市|区|县|地|镇)|哪[座国省市]|位于|在哪|地
called 叫什么|叫做什么|名字|名称|称为|又称|别名|简称|全名|原名|称呼|被称|又叫|名是
why 为什么|为何|原因|因何|缘故|因为|由于
how 如何|怎么|怎样|方式|方法|途径
what 是什么[?。]?$|什么是|指什么|指的是
list 哪些|哪几|哪[两二三四五六七八九]|分别|什么和什么
work 作品|书|电影|歌|专辑|节目|小说|著作|奖|剧
body 大学|学校|公司|机构|组织|学院|单位|部门|队|俱乐部
role 职务|职业|身份|担任|职位|官|角色|工作
aim 目的|为了什么|作用|用途|功能|用来|用于|意义|目标
trait 特点|特征|特色|性质|特性|风格|什么样|怎样的|怎么样|优点|缺点|外观|颜色|形状
outcome 结果|影响|结局|后果|变化|导致
said 评价|认为|观点|看法|说法|称赞|态度
story 内容|主题|故事|讲|剧情|经历|过程
meaning 意思|含义|意为|寓意|象征
type 类型|种类|哪种|哪类|属于|分为|类
time 时|日期|年代|朝代|时期
which 哪个|哪一|哪部|哪所|哪家|哪场|哪支|哪项
extreme 第一|首|最
besides 除|另外|还有|此外|其他|以外
""")
"""What a question asks for; several may hold, or none."""

MARKS = _patterns("""
because 因|由于|所以|缘于|鉴于
cause 导致|致使|令|使
aim 为了|以便|旨在|用于|用来|用作|作为|目的
called 称|叫|又名|别名|命名|名为
title 《
quoted [“「"『]
latin [a-z]{2,}
digit \\d
year \\d年
day \\d日
place 省|市|县|区|镇|村|州|岛|路|街|国
located 位于|坐落|地处|座落|分布|来自|前往|所在
by 由
passive 被|遭|获
listing 包括|分为|分别|包含|如|以及
several 、
many 、[^。]*、
etc 等
is 是
body 大学|学院|公司|机构|学校|局|部|队|会
role 任|职|教授|总统|主席|员|长|家|师
outcome 结果|最终|最后|于是|终于|后来|随后|之后
contrast 但|然而|不过|虽|却
bracket [(]
said 认为|表示|评价|指出|称赞|形容|誉
means 通过|利用|采用|方法|以|透过|借
life 出生|生于|诞生|逝世|去世|卒
trait 特|独|具有|呈|色|型|形
person 父|母|妻|子|女|兄|弟|先生|小姐|人
meaning 意思|意为|意指|寓意|象征|即
also 也|亦|还|另外|此外
extreme 最|首|第一
pronoun ^(?:他|她|它|其|该|此|这|牠)
middot ·
colon :
question \\?$
""")
"""What a sentence shows."""

_HEAD = re.compile(
    "(?:哪|什么|何|几)(?:[一两二三四五个位些种座所家部名本支项条届类样场首只次款颗艘架间处片段方的])*([\u3400-\u9fff]{1,5})"
)
_HEAD_BEFORE = re.compile("([\u3400-\u9fff]{1,3})(?:是|有|为|叫)(?:什么|哪|谁|何)")
_HEAD_END = re.compile("[的是了在和与于被有为而及]")
# What a word that asks stands for.
_STANDS_FOR = tuple(
    (re.compile(asks), words.split())
    for asks, words in (
        ("谁|哪位|何人|什么人", "人物 先生 姓名"),
        ("为什么|为何|原因|因何|缘故", "原因 由于 因为"),
        ("哪里|哪儿|何地|何处|在哪", "地区 位于 城市"),
        ("如何|怎么|怎样", "通过 方法 利用"),
        ("何时|什么时候", "日期 年 月"),
    )
)


@lru_cache(maxsize=_KEPT)
def marks_of(text: str) -> bytes:
    """(len(MARKS),) 1 for each of MARKS that a sentence shows, else 0."""
    return bytes(pattern.search(text) is not None for _, pattern in MARKS)


def head_noun(question: str) -> str:
    """The noun that is asked for: 哪个国家 → 国家, 职业是什么 → 职业; "" where there is none."""
    found = [_HEAD_END.split(match.group(1))[0] for match in _HEAD.finditer(question)]
    if found and found[-1]:
        return found[-1]
    match = _HEAD_BEFORE.search(question)
    return match.group(1) if match else ""


def asked_words(question: str) -> list[str]:
    """The head noun, and what a word that asks stands for."""
    return [head_noun(question), *(word for asks, words in _STANDS_FOR if asks.search(question) for word in words)]
