"""What a question asks for: its language, the kind of answer, the unit, the periods and places it is about.

Word lists are data (here, `glossary.txt` and `places.txt`); nothing names the contents of one report.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.folding import fold_text
from qa.units import UNITS

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read.

    `text`: what is searched for (a follow-up made whole); `folded`: the same, folded; `language`: ISO 639-1.
    `kinds`: what would answer it, some of "figure", "rank", "date", "person", "list", "reason", "yesno", "comparison",
    "definition", "entity"; empty when open. `families`: unit families that a figure may have, empty for any; `units`:
    the units asked for by name (公里, 套). `places`, `years`, `periods`: what it is limited to. `planned`: True for what
    is to be done, False for what was done, None when it does not say.
    """

    text: str
    folded: str
    language: str
    kinds: frozenset[str]
    families: frozenset[str]
    units: frozenset[str]
    places: tuple[frozenset[str], ...]
    years: frozenset[int]
    periods: frozenset[str]
    planned: bool | None


# Scripts decide; between Latin languages, their function words.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
)
_LATIN = {
    "en": "the of what how many much is are was did does which who when by in to and has have were it for from",
    "fr": "le la les des du de quel quelle quels quelles est sont combien qui où au aux été dans pour l'on d'avance y a",
    "es": "el la los las de del cuál cuáles cuánto cuántos cuántas qué quién es son en fue por se para según cómo",
    "de": "der die das des dem den wie viele viel welche welcher welches ist sind war wer wann im in und um wurde wurden",
}


def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with its Han characters folded, as the questions are that it is held against."""
    return re.compile(re.sub("[\u3400-\u9fff]", lambda match: fold_text(match.group()), pattern))


_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, _compiled(pattern))
    for kind, pattern in (
        ("rank", r"第几|排名|排第|排在|位居|名次|\brank|国内第|全国第|what place|順位|何位|몇 위|rang\b"),
        ("date", r"什么时候|啥时候|何时|哪一?天|哪一?年|哪个?月|几月|几号|几时|日期|何年|\bwhen\b|what (?:date|day|year|month)|"
                 r"which (?:year|month|day)|by what time|on what day|いつ|언제|когда|quand\b|cuándo|wann\b|fecha|quelle date|welchem (?:tag|datum)"),
        ("person", r"是?谁|什么人|哪位|何人|\bwho\b|\bwhom\b|\bwhose\b|誰|누가|누구|кто\b|\bqui (?:a|est|ont)|quién|\bwer\b"),
        ("reason", r"为什么|为何|原因|怎么(?!样|了)|如何|怎样|怎麼|靠什么|靠哪|凭什么|措施|举措|打法|考虑了什么|\bwhy\b|\bhow (?:is|are|was|were|does|do|did|has|"
                   r"have|will|can|to|should)\b(?! (?:many|much))|measures|なぜ|どのように|왜|어떻게|почему|pourquoi|comment\b|por qué|cómo|warum|wieso"),
        ("comparison", r"哪个(?:更|涨|增|跑|快|高|多|大|强|猛|好|经济)|谁更|更快|更高|更多|相比|对比|比较|比.{1,12}(?:快|高|多|大|强|少|低)|差多少|"
                       r"\bcompar|faster than|higher than|more than .* or|which .*(?:faster|higher|larger|more)\b"),
        ("definition", r"是什么意思|指的?是?什么|指什么|什么是|是指|含义|说的是|是干[嘛什]|what does .* mean|what is meant|definition|refer to\b"),
        ("list", r"哪些|哪[两二三四五六七八九十几]|有哪|哪几|分别是(?!多少)|点名|都有什么|\bname the\b|\blist\b|which (?:two|three|four|five|six|\w+s\b)|"
                 r"what are the\b|どの.*つ|quels|quelles|cuáles|welche \w+e\b"),
        ("yesno", r"吗[?？。]?$|吗\b|是不是|有没有|是否|吧[?？。]?$|对不对|对吧|真的|\bright\?$|か[?？]?$|니까\?$|ли\b|est-ce que"),
        ("yesno", r"^(?:is|are|was|were|did|does|do|has|have|had|will|can|could|should)\b|^(?:ist|sind|hat|haben|wurde)\b"),
        ("figure", r"多少|几(?!乎|年来|个方面|大类)|百分之|多大|多高|多长|多远|多重|多快|多深|多厚|多久|幾|多宽|增速|增幅|涨幅|降幅|跌幅|比例|占比|"
                   r"比重|(?:率|额|值|量|数|余额|规模|浓度|强度|面积|里程|收入|投资|金额|目标|进度|标准)(?:是|有|为|呢|達|达)?[?？]?$|\bhow (?:many|much|large|big|"
                   r"long|far|high|fast|thick|deep|often|old|wide)\b|\bwhat (?:percentage|percent|share|proportion|number|amount|level|rate|"
                   r"is the (?:target|rate|value|total|number|amount)|was the|turnover|value)|\bgrowth\b|\brate\b|いくら|いくつ|何(?:人|社|件|パーセント|日|か月|"
                   r"キロ|％|%|回|台|戸|年)|どれくらい|どのくらい|成長率は|몇|얼마|는\?$|은\?$|률은|율은|сколько|каков|combien|quel(?:le)? (?:a été|est|était)|"
                   r"cuánt|cuál (?:fue|es|era)|wie (?:viel|viele|stark|hoch|lange|groß)"),
        ("entity", r"什么|哪|叫啥|啥|何|\bwhich\b|\bwhat\b|\bwhere\b|どの|何|무엇|어느|какой|какая|какое|quel|qué|welch|à quel|où\b|dónde|wo\b"),
    )
)  # fmt: skip
_GROWTH = _compiled(
    r"增速|增幅|涨幅|降幅|跌幅|增长率|增长(?:预期)?目标|на сколько|(?:增长|增加|涨|上涨|下降|降|跌|增|升|提升|提高|减少|缩)了?(?:了)?(?:多少|几成|几个?点|百分之)|(?:增|涨|降|跌)了?多少|"
    r"\b(?:grow|grew|growth|rise|rose|increase|increased|fall|fell|decline|declined|drop|expand)|成長率|伸び|増加率|성장률|증가율|"
    r"\bcroissance|crecimiento|creció|wachstum|wuchs|вырос|рост"
)
_PERCENT = _compiled(
    r"百分之[几多]|百分比|几个点|比例|占比|比重|率(?:是|有|为|多|達|达)?[?？]?$|率.{0,4}多少|percent|percentage|proportion|\bshare\b|パーセント|퍼센트|процент|pourcent|porcentaje|prozent"
)
_POINTS = re.compile(
    r"(?:高|低|快|慢|多|超|赢)[^,，]{0,4}几个点|几个百分点|多少个?百分点|percentage points?|pontos|百分點"
)
# In a question these begin a noun (市外人才, 国家) far more often than they count.
_NO_CLASSIFIER = frozenset("市县省国村镇校院企店馆园点面线城大强对手头口部天然")
_MONEY = _compiled(
    r"多少(?:个)?(?:亿|万)?(?:钱|资金|元|美元)|多少亿(?!吨|斤|千瓦|立方|人|斤|条|度|次|公里|件|户|方)|多少万亿|金额|几块|砸多少|投了多少|投资额|价值|"
    r"how much (?:money|funding|was invested|has been invested|investment)|\bspen[dt]\b|\bworth\b|value of|turnover|wage|salary|총지출|总额(?:是|有|为)多少|余额"
)
_ASKED_UNIT = re.compile(r"(?:多少|几|幾|多少個)(?P<scale>百|千|万|萬|亿|億|万亿)?(?P<rest>[\u3400-\u9fff/]{1,6})")
_COUNT_NOUN = _compiled(
    r"\bhow many\b|\bnumber of\b|多少[个家户人名项条件次套辆台座处所间种类场艘列颗]|combien de|cuánt[oa]s|wie viele|(?<!на )сколько|何(?:人|社|件|日|か月)|몇"
)
_COUNTS = frozenset({"count", "people", "households", "visits", "number"})
_UNIT_WORDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (_compiled(pattern), frozenset(families.split()))
    for pattern, families in (
        (r"\bkilomet|\bkm\b|how long is|公里|how far|里程", "length"),
        (
            r"how many (?:days|months|years)|how long (?:has|have|did)|多久|多少天|几天|多少个月|几个月|何日|何か月|몇 개월|сколько (?:месяцев|дней)|combien de jours|cuántos (?:días|meses)",
            "time",
        ),
        (
            r"how many (?:people|workers|residents|graduates|persons|infants|students|employees)|何人|habitantes|habitants|einwohner|жителей|人口",
            "people",
        ),
        (r"\bjobs\b|emplois|arbeitsplätze|empleos", "people count"),
        (r"\btons?\b|\btonnes?\b|吨|斤", "weight"),
        (r"\bmu\b|hectares?|亩|公顷", "area"),
        (r"concentration|浓度|濃度", "concentration"),
        (r"面积|\barea\b|占地", "area"),
        (r"how thick|how deep", "length"),
        (r"installed capacity|装机", "power"),
    )
)
_PLANNED = _compiled(
    r"下半年|下一步|打算|计划(?=新|建|完成|安排|投|实现|推|开|在)|力争|目标(?!任务的|的)|将要?|准备|要达到|全年要|全年打算|拟|预计|争取|今后|接下来|未来(?!产业|工厂)|"
    r"\bwill\b|\bplan(?:s|ned)?\b|\btarget|\bto be\b|second half|next step|going to|\baims?\b|\bexpected\b|下半期|목표|sollen|prévu|objetivo"
)
_DONE = _compiled(
    r"(?<!下)上半年|已经|已|累计|目前|截至|实际|完成了|做了|1[—–-]6月|first half|so far|already|\bdid\b|\bwas\b|\bwere\b|\bhas been\b|上半期|상반기|premier semestre"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|\b|[^\d])")
_PERIODS = (
    ("q1", r"(?<!第)一季度|第一季度|首季|first quarter|\bq1\b"),
    ("q2", r"二季度|second quarter|\bq2\b"),
    ("q3", r"(?<!前)三季度|third quarter|\bq3\b"),
    ("q1-q3", r"前三季度|前三个季度|first three quarters|1[—–-]9月"),
    ("q4", r"四季度|fourth quarter|\bq4\b"),
    ("h1", r"上半年|1[—–-]6月|前六个?月|first half|\bh1\b|first six months|premier semestre|primer semestre|ersten? halbjahr|первом полугодии|上半期|상반기"),
    ("h2", r"下半年|second half|\bh2\b|下半期|하반기"),
    ("year", r"全年|full year|whole year|entire year|ganzen? jahr|this year"),
)  # fmt: skip
_PERIOD_PATTERNS = tuple((name, _compiled(pattern)) for name, pattern in _PERIODS)
_MONTH = re.compile(
    r"(?<![\d—–-])(1[0-2]|[1-9])月(?:份|末|底)?(?!\d)|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b"
)


def read_question(text: str) -> Question:
    """Reads a question that is already whole (see `qa.followup` for those that are not)."""
    folded = fold_text(text)
    lowered = folded.strip()
    kinds = frozenset(kind for kind, pattern in _KINDS if pattern.search(lowered))
    families, units = _asked_units(lowered)
    return Question(
        text=text,
        folded=lowered,
        language=detect_language(text),
        kinds=kinds | ({"figure"} if units or families else frozenset()),
        families=families,
        units=units,
        places=tuple(group for group in place_groups() if any(holds(lowered, form) for form in group if len(form) > 1)),
        years=frozenset(int(year) for year in _YEAR.findall(lowered)),
        periods=frozenset(name for name, pattern in _PERIOD_PATTERNS if pattern.search(lowered))
        | ({"month"} if _MONTH.search(lowered) else frozenset()),
        planned=_planned(lowered),
    )


def detect_language(text: str) -> str:
    """The language of a question, ISO 639-1: zh, ja, ko, ru, fr, es, de, or en where nothing else speaks for itself."""
    for language, pattern in _SCRIPTS:
        if pattern.search(text):
            return language
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text.lower())
    counts = {language: sum(word in known.split() for word in words) for language, known in _LATIN.items()}
    return max(counts, key=lambda language: counts[language])


def synonyms(folded: str) -> list[frozenset[str]]:
    """The glossary groups of which a folded text uses a form, longest form first."""
    found = []
    for group in _glossary():
        lengths = [len(form) for form in group if holds(folded, form)]
        if lengths:
            found.append((max(lengths), group))
    return [group for _, group in sorted(found, key=lambda entry: -entry[0])]


def canonical(folded: str) -> str:
    """The question with each phrase of the glossary and each place in its first Chinese form, to be searched as well."""
    for group in (*synonyms(folded), *(g for g in place_groups() if any(len(f) > 1 and holds(folded, f) for f in g))):
        first = _first_forms()[group]
        if not holds(folded, first):
            form = max((f for f in group if holds(folded, f)), key=len, default="")
            folded = folded.replace(form, f" {first} " if form.isascii() else first) if form else folded
    return folded


def _asked_units(folded: str) -> tuple[frozenset[str], frozenset[str]]:
    """The unit families that can answer, and the units named; both empty when the question leaves it open."""
    units: set[str] = set()
    families: set[str] = set()
    for match in _ASKED_UNIT.finditer(folded):
        rest = match["rest"]
        unit = next((rest[:n] for n in range(min(6, len(rest)), 0, -1) if rest[:n] in UNITS), None)
        if (
            unit
            and unit not in _NO_CLASSIFIER
            and not rest.startswith(("点", "个点", "大", "成", "方", "年来", "级", "类", "个国家级"))
        ):
            units.add(unit)
            families.add(UNITS[unit].family)
    if _POINTS.search(folded):
        families.add("points")
    elif _PERCENT.search(folded):
        families |= {"percent", "ratio"}
    if _MONEY.search(folded):
        families.add("money")
    if not families and _COUNT_NOUN.search(folded):
        families |= _COUNTS
    if not families and _GROWTH.search(folded):
        families |= {"percent", "ratio", "points"}
    if not families & {"money", "percent"} or families == _COUNTS:
        for pattern, names in _UNIT_WORDS:
            if pattern.search(folded):
                families = (families - _COUNTS) | names
    return frozenset(families), frozenset(units)


def _planned(folded: str) -> bool | None:
    planned, done = bool(_PLANNED.search(folded)), bool(_DONE.search(folded))
    return planned if planned != done else None


def holds(text: str, form: str) -> bool:
    """Whether a folded text has a form: anywhere for Han and kana, as a whole word or number for alphabets and digits."""
    at = text.find(form)
    if at < 0:
        return False
    if not (form[0].isascii() or "\u0400" <= form[0] <= "\u04ff"):
        return True
    return (
        re.search(rf"(?<![a-zà-ÿ0-9.\u0400-\u04ff]){re.escape(form)}(?![a-zà-ÿ0-9\u0400-\u04ff]|\.\d)", text)
        is not None
    )


@cache
def _first_forms() -> dict[frozenset[str], str]:
    firsts = {}
    for name in ("places.txt", "glossary.txt"):
        for line, group in zip(_lines(name), _groups(name), strict=True):
            firsts[group] = fold_text(line.lstrip("~").split()[0])
    return firsts


@cache
def soft_groups() -> frozenset[frozenset[str]]:
    """The glossary groups (marked ~) of words that say how, not what: a passage may well leave them out."""
    lines = zip(_lines("glossary.txt"), _glossary(), strict=True)
    return frozenset(group for line, group in lines if line.startswith("~"))


@cache
def _glossary() -> tuple[frozenset[str], ...]:
    return _groups("glossary.txt")


@cache
def place_groups() -> tuple[frozenset[str], ...]:
    """The names of places: each group names one."""
    return _groups("places.txt")


@cache
def _groups(name: str) -> tuple[frozenset[str], ...]:
    groups = []
    for line in _lines(name):
        chinese, _, others = line.lstrip("~").partition("|")
        forms = [*chinese.split(), *(form.strip() for form in others.split(","))]
        groups.append(frozenset(fold_text(form) for form in forms if form))
    return tuple(groups)


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
