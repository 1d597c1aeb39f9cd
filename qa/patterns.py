"""How questions are asked, as data: patterns over folded text, in the languages that questions come in.

Kept apart from the code that uses them (`qa.question`, `qa.terms`); each is tested there. Nothing names one report's contents.
"""

import re

from index.folding import fold_text

# Scripts decide; between Latin languages, their function words.
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7a3]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("es", re.compile("[¿¡]")),
    ("de", re.compile("ß")),
)
LATIN = {
    "en": "the of what how many much is are was did does which who when by in to and has have were it for from",
    "fr": "le la les des du de quel quelle quels quelles est sont combien qui où au aux été dans pour l'on d'avance y a",
    "es": "el la los las de del cuál cuáles cuánto cuántos cuántas qué quién es son en fue por se para según cómo",
    "de": "der die das des dem den wie viele viel welche welcher welches ist sind war wer wann im in und um wurde wurden",
}


def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with its Han characters folded, as the questions are that it is held against."""
    return re.compile(re.sub("[\u3400-\u9fff]", lambda match: fold_text(match.group()), pattern))


KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, _compiled(pattern))
    for kind, pattern in (
        ("rank", r"第几|排名|排第|排在|位居|名次|\brank|国内第|全国第|what place|順位|何位|몇 위|rang\b"),
        ("date", r"什么时候|啥时候|何时|哪一?天|哪一?年|哪个?月|几月|几号|几时|日期|何年|\bwhen\b|what (?:date|day|year|month)|"
                 r"which (?:year|month|day)|by what time|on what day|いつ|언제|когда|quand\b|cuándo|wann\b|fecha|quelle date|welchem (?:tag|datum)"),
        ("person", r"是?谁|什么人|哪位|何人|\bwho\b|\bwhom\b|\bwhose\b|誰|누가|누구|кто\b|\bqui (?:a|est|ont)|quién|\bwer\b"),
        ("reason", r"为什么|为何|原因|怎么(?!样|了)|如何|怎样|靠什么|靠哪|凭什么|措施|举措|打法|考虑了什么|\bwhy\b|\bhow (?:is|are|was|were|does|do|did|has|"
                   r"have|will|can|to|should)\b(?! (?:many|much))|measures|なぜ|どのように|왜|어떻게|почему|pourquoi|comment\b|por qué|cómo|warum|wieso"),
        ("comparison", r"哪[边方类](?:更)?(?:涨|增|快|高|多|大|强|低|少)?|哪个(?:更|涨|增|跑|快|高|多|大|强|猛|好|经济)|谁更|更快|更高|更多|相比|对比|比较|比.{1,12}(?:快|高|多|大|强|少|低)|差多少|"
                       r"\bcompar|faster than|higher than|more than .* or|which .*(?:faster|higher|larger|more)\b"),
        ("definition", r"是什么意思|指的?是?什么|指什么|什么是|是指|含义|说的是|是干[嘛什]|what does .* mean|what is meant|definition|refer to\b"),
        ("list", r"哪些|哪[两二三四五六七八九十几]|有哪|哪几|分别是(?!多少)|点名|都有什么|\bname the\b|\blist\b|which (?:two|three|four|five|six|\w+s\b)|"
                 r"what are the\b|どの.*つ|quels|quelles|cuáles|welche \w+e\b"),
        ("yesno", r"吗[?？。]?$|吗\b|是不是|有没有|是否|吧[?？。]?$|对不对|对吧|真的|\bright\?$|か[?？]?$|니까\?$|ли\b|est-ce que"),
        ("yesno", r"^(?:is|are|was|were|did|does|do|has|have|had|will|can|could|should)\b|^(?:ist|sind|hat|haben|wurde)\b"),
        ("figure", r"什么(?:规模|水平|程度|量级)|多少|(?<!哪)几(?!乎|年来|个方面|大类|类|级|月|号|时|点钟)|百分之|多大|多高|多长|多远|多重|多快|多深|多厚|多久|多宽|增速|增幅|涨幅|降幅|跌幅|比例|占比|"
                   r"比重|\bhow (?:many|much|large|big|"
                   r"long|far|high|fast|thick|deep|often|old|wide)\b|\bwhat (?:percentage|percent|share|proportion|number|amount|level|rate|"
                   r"is the (?:target|rate|value|total|number|amount)|was the|turnover|value)|\bwhat(?:'s| was| is| were)\b.*\b(?:gdp|revenue|income|output|value|volume|turnover|investment|intensity|inflation|ratio|rate|price|area|capacity|population|lifespan|expectancy|subsidy|allowance|pension|fee|wage|salary|cost|budget|spending|debt|balance|deficit|reserves|deposits|surplus|length|height|weight|mileage|throughput|coverage|density)\b|\bwhat [\w&' -]{0,40}(?:intensity|rate|ratio|share|percentage)\b|\bgrowth\b|\brate\b|\bratio\b|\bwhat (?!do\b|does\b|did\b)[\w' -]{0,60}\btarget\b|\bwhat [\w&' -]{1,40}\b(?:output|revenue|value|volume|turnover|investment|income|number|level|amount)s? (?:did|does|was|is|has|have)\b|\bto what (?:age|level|amount|height|figure|share|percentage|size)\b|\bwhat.{0,60}\b(?:raised|cut|lowered|increased|reduced|rise|fall|grow|climb) to\b|\bwhat(?:'?s| is| was| were| are| will be)\b.{0,12}\b(?:total|average|cumulative|combined|annual|monthly|daily|record|planned|expected|maximum|minimum)\b|^(?:the )?(?:total|average|cumulative|overall|annual)\b(?!.*\b(?:who|which|why|when)\b)|\b(?:reading|harvest|throughput|quota|tonnage|headcount)\b|\b(?:gdp|economy|turnover|revenue|output|volume|value|trade|investment|spending|sales|income)\b.*\b(?:amount|come|add up|stand|total)(?:ed|s)?(?: to| at)?\s*\?*$|いくら|いくつ|何(?:人|社|件|パーセント|日|か月|"
                   r"キロ|％|%|回|台|戸|年)|どれくらい|どのくらい|成長率は|몇|얼마|는\?$|은\?$|률은|율은|сколько|каков|combien|quel(?:le)? (?:a été|est|était)|"
                   r"cuánt|cuál (?:fue|es|era)|wie (?:viel|viele|stark|hoch|lange|groß)"),
        ("entity", r"什么|哪|叫啥|啥|何|\bwhich\b|\bwhat\b|\bwhere\b|どの|何|무엇|어느|какой|какая|какое|quel|qué|welch|à quel|où\b|dónde|wo\b"),
    )
)  # fmt: skip
# A measure at the end of a question asks for itself, unless the question asks what, which, or how.
MEASURE_LAST = _compiled(
    r"(?:率|额|值|量|数|余额|规模|浓度|强度|面积|里程|收入|投资|金额|目标|进度|标准)(?:是|有|为|呢|達|达)?[?？]?$|"
    r"^(?!.*\b(?:who|whose|which|why|when|where|how|what|is|are|was|were|did|does|do|has|have|name|list)\b)"
    r"[\w&'-]+(?: [\w&'-]+)* (?:target|intensity|balance|turnover|output|rate|value|volume)\b[\w' -]*\?*$"
)
ASKS_OTHERWISE = _compiled("什么|哪|怎|如何|为何|谁|吗|吧")
GROWTH = _compiled(
    r"增速|增幅|涨幅|降幅|跌幅|增长率|增长(?:预期)?目标|на сколько|(?:增长|增加|涨|上涨|下降|降|跌|增|升|提升|提高|减少|缩)了?(?:了)?(?:多少|几成|几个?点|百分之)|(?:增|涨|降|跌)了?多少|"
    r"\bhow (?:did|has|have|much did)\b.{1,80}\bchanged?\b|\b(?:grow|grew|growth|rise|rose|increase|increased|fall|fell|decline|declined|drop|expand|cut|reduced?|shrink|shrank|climb|climbed|surge|surged|jump|jumped|gain|gained|slump|slumped)|成長率|伸び|増加率|성장률|증가율|"
    r"\bcroissance|crecimiento|creció|wachstum|wuchs|вырос|рост"
)
PERCENT = _compiled(
    r"百分之[几多]|目标(?:任务)?已?完成了?多少|完成了?(?:年度|全年)?目标的?多少|百分比|几个点|比例|占比|比重|率的?(?:目标|预期|任务|是|有|为|多|達|达)?[?？]?$|率.{0,4}多少|percent|percentage|proportion|\bshare\b|\binflation\b|^(?!.*\bhow (?:many|long)\b)(?!.*\b(?:wider|narrower)\b).*(?<!-)(?<!growth )\b(?:rates?|ratio)\b(?! of (?:growth|increase|decline))|パーセント|퍼센트|процент|pourcent|porcentaje|prozent"
)
POINTS = re.compile(
    r"(?:高|低|快|慢|多|超|赢)[^,，]{0,4}几个点|几个百分点|多少个?百分点|percentage points?|pontos|百分點"
)
# Why, and not how: the answer names a cause or an aim.
WHY = _compiled(
    r"(?<![称作成变封化视名改列定认译评叫做])为什么|为何|原因|\bwhy\b|\bcauses?\b|pourquoi|por qué|warum|wieso|почему|なぜ|왜(?![가-힣])|이유|理由"
)
CAUSE = _compiled(
    "因|由于|针对|鉴于|所以|从而|故(?![事宫乡居障意人])|遭|以(?:纪念|满足|避免|解决)|得益|主要[是有在]|源于|归功|[受在由][^,，]{1,16}(?:带动|拉动|推动|影响)|贡献|促使|导致|造成|使得?|为了|为[^\\d,，]{2,16}[,，]|以便|旨在|是要|考虑|一是|不足|压力|受|有利于|支撑|基础"
)
# Several names are asked for, and how many.
COUNTED_NAMES = _compiled(
    r"(?P<two>哪[两二]|which two\b)|哪[三四五六七八九]|which (?:three|four|five|six|seven|eight)\b|name the (?:three|four|five|six|seven|eight)\b"
)
# One thing is asked for by its name, and what it is follows.
NAMED = _compiled(
    r"哪[一]?[个家座条处项所只些]|(?P<last>哪里|哪儿|叫什么|叫啥|名字|名称)|\bwhich\b|\bname of\b|\bwhat is the .* called\b|\bnames of\b"
)
# Which of a sort of things; and what a name of the sort has in a report.
WHICH = _compiled(r"哪(?:一?[个家座条处所支只]|些|几[个家座条处所支])?|\bwhich\b|\bwhat\b")
SORTS: tuple[tuple[frozenset[str], re.Pattern[str]], ...] = tuple(
    (frozenset(_compiled(sorts).pattern.split()), _compiled(named))
    for sorts, named in (
        ("队伍 球队 代表队 参赛队 team teams", "队|俱乐部|球会"),
        ("体育馆 体育场 场馆 stadium stadiums", "[\u3400-\u9fff](?:馆|场|体育中心)"),
        ("单位 部委 ministry ministries", "院|[研究]所|校|局|委|厅|部|银行|大学|公司|集团|中心|总会|协会|署"),
        ("医院 hospital hospitals", "医院"),
        ("大学 高校 university universities", "大学|学院"),
        ("银行 bank banks", "银行"),
        ("机场 airport airports", "机场"),
        ("桥 大桥 bridge bridges", "桥"),
        ("隧道 tunnel tunnels", "隧道"),
        ("酒店 宾馆 饭店 餐馆 hotel hotels restaurant restaurants", "酒店|宾馆|饭店|餐厅|酒楼|[\u3400-\u9fff]店"),
        ("岛 岛屿 island islands", "岛"),
        ("湖 湖泊 lake lakes", "湖"),
    )
)
# A count is asked, and what is counted follows.
HOW_MANY = _compiled(
    r"\bhow many\b|combien de\b|cuánt[oa]s\b|wie viele\b|сколько\b|多少(?:万|亿)?[个家户人名项条件次套辆台座处所间种类场艘列颗位只头]"
)
# What came on top, not what there is.
ADDED = _compiled("新增|净增|新设|新建|增加(?![到至])")
# Several places under one name: what is told of it is not told of one of them.
REGION = _compiled("经济圈|经济区|都市圈|城市群|经济带")
# In a question these begin a noun (市外人才, 国家) far more often than they count.
NO_CLASSIFIER = frozenset("市县省国村镇校院企店馆园点面线城大强对手头口部天然")
MONEY = _compiled(
    r"(?:gdp|生产总值|总额|总产值|产值|营收|存款|贷款)(?:总量|总额|余额|规模|总值)?(?:是|为|有|到|达|达到|大概|大约|大致|约)*多少(?![个项家户人名件次套辆台座处所])|"
    r"多少(?:个)?(?:亿|万)?(?:钱|资金|元|美元)|多少亿(?!吨|斤|千瓦|立方|人|斤|条|度|次|公里|件|户|方)|多少万亿|金额|总投资(?!项目)|几块|砸多少|投了多少|投资额|价值|"
    r"how (?:large|big|high) (?:is|was|were|has|did)\b.*\b(?:gdp|economy|economic output)\b|\bgdp (?:amount|come|add up|total)(?:ed)?(?: to)?\b|how much (?:money|funding|was invested|has been invested|investment)|\b(?:total|annual|planned|cumulative|combined) (?:[\w-]+ )?investment\b|\bprices? (?:of|per)\b|\bcosts?\b|\bspen[dt]\b|\bworth\b|value of|turnover|wage|salary|in (?:yuan|rmb|dollars|us dollars|money)|총지출|总额(?:是|有|为)多少|余额"
)
ASKED_UNIT = re.compile(
    r"(?:多少|(?<![这近前后好数哪])几)(?P<scale>百|千|万|萬|亿|億|万亿)?(?P<rest>[\u3400-\u9fff/]{1,6})"
)
ENGLISH_ASKED = re.compile(r"\bhow many (?P<rest>(?:[a-z-]+ ?){1,4})")
# Behind 多少 or 几 these begin something else than a unit: 几个点 (percentage points), 几大 (a name), 几类 (a grade).
NO_UNIT = ("点", "个点", "大", "成", "方", "年来", "级", "类", "个国家级")
COUNT_NOUN = _compiled(
    r"\bhow many\b|\bnumber of\b|多少[个家户人名项条件次套辆台座处所间种类场艘列颗]|多少[万亿](?:(?![元亿吨亩斤])[\u3400-\u9fff]|[?？]?$)|combien de|cuánt[oa]s|wie viele|(?<!на )сколько|何(?:人|社|件|日|か月)|몇"
)
COUNTS = frozenset({"count", "people", "households", "visits", "number"})
UNIT_WORDS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (_compiled(pattern), frozenset(families.split()))
    for pattern, families in (
        (r"\bkilomet|\bkm\b|公里|how far(?! ahead)|里程", "length"),
        (
            r"(?:how many|number of) (?:days|months|years)|how long (?:has|have|did)|how (?:far|long|much) ahead|多久|多少天|几天|多少个月|几个月|何日|何か月|몇 개월|сколько (?:месяцев|дней)|combien de jours|cuántos (?:días|meses)",
            "time",
        ),
        (
            r"how many (?:people|workers|residents|graduates|persons|infants|students|employees)|\bwhat(?:'?s| is| was| were)\b.{0,40}\bpopulation\b|inhabitants|何人|habitantes|habitants|einwohner|жителей|人口(?![^,，]{0,8}率)",
            "people",
        ),
        (r"\bjobs\b|emplois|arbeitsplätze|empleos", "people count"),
        (r"\btons?\b|\btonnes?\b|吨|斤", "weight"),
        (r"\bmu\b|hectares?|亩|公顷", "area"),
        (
            r"life expectancy|预期寿命|平均年龄|average age|espérance de vie|esperanza de vida|lebenserwartung|продолжительность жизни|平均寿命|기대수명",
            "age time",
        ),
        (r"\bhow long (?:is|are|was|will)\b|多长(?!时间)", "length time"),
        (r"库容|蓄水量|储量规模|reservoir capacity", "volume weight"),
        (r"\b(?:what|which) age\b|\bhow old\b|年龄", "age time"),
        (r"concentration|浓度|濃度", "concentration"),
        (r"面积|\barea\b|占地", "area"),
        (r"how thick|how deep", "length"),
        (r"installed capacity|装机", "power"),
    )
)
PLANNED = _compiled(
    r"下半年|下一步|打算|计划(?=新|建|完成|安排|投|实现|推|开|在)|力争|目标(?!任务的|的)|将要?|准备|要达到|全年要|全年打算|拟|预计|争取(?!的|了|到)|今后|接下来|未来(?!产业|工厂)|"
    r"\bwill\b|(?<!action )(?<!year )\bplan(?:s|ned)?\b(?! period)|\btarget|\bgoals?\b|\bobjectives?\b|\bpromised?\b|\bpledged?\b|\bproposed?\b|\bintends?\b|\bto be\b|second half|next step|going to|\baims?\b|\bexpected\b|下半期|목표|sollen|prévu|objetivo"
)
DONE = _compiled(
    r"(?<!下)上半年|已经|已|累计|目前|截至|实际|完成了|做了|1[—–-]6月|first half|so far|already|\bdid\b|\bwas\b|\bwere\b|\bhas been\b|(?:percent(?:age)?|share|proportion) of (?:the|its) (?:[\w-]+ )?target|上半期|상반기|premier semestre"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|\b|[^\d])")
PERIODS = (
    ("q1", r"(?<!第)一季度|第一季度|首季|first quarter|\bq1\b"),
    ("q2", r"二季度|second quarter|\bq2\b"),
    ("q3", r"(?<!前)三季度|third quarter|\bq3\b"),
    ("q1-q3", r"前三季度|前三个季度|first three quarters|1[—–-]9月"),
    ("q4", r"四季度|fourth quarter|\bq4\b"),
    ("h1", r"上半年|1[—–-]6月|\bjan(?:uary)?\.?(?: ?[-–—] ?| to | through | until )june?\b|前六个?月|first half|\bh1\b|first six months|premier semestre|primer semestre|ersten? halbjahr|первом полугодии|上半期|상반기"),
    ("h2", r"下半年|second half|\bh2\b|下半期|하반기"),
    ("year", r"全年|full year|whole year|entire year|ganzen? jahr|this year"),
)  # fmt: skip
PERIOD_PATTERNS = tuple((name, _compiled(pattern)) for name, pattern in PERIODS)
MONTH = re.compile(
    r"(?<![\d—–-])(1[0-2]|[1-9])月(?:份|末|底)?(?!\d)|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b"
)

# Words around a question that no report answers for. Kept apart from QUESTION_WORDS: they still help to find passages.
NOISE = re.compile(
    r"\b(?:mid|early|late|year-end|end)[- ]?(?=(?:19|20)\d{2})|"
    r"\bjan(?:uary)?\.?(?: ?[-–—] ?| to | through | until )june?\b|"
    "去年一年|更快|更高|更多|更大|更猛|更强|跑得快|增得快|涨得|同期|报告(?:里|中|上|点名|指出|写|说)?的?|全市|全省|全区|我市|情况|方面|分别|各自?|一共|总共|到底|具体|大概|到目前为止|截至目前|目前为止|迄今|目前|现在|已经|问的是|而不是|"
    "这个|那个|这里|这块|这份|的话|的|了|在|里|中|呢|吗|吧|是|有|到|和|与|及|都|还|就|又|被|把|让|给|对|从|向|于|另外|那|个|它|其|请|也|要|会|能|才|只|"
    "数字|数据是|同比|水平|达到|达|为|换个话题|我想了解一下|来着|时候|一下|不是"
)
PERIOD_WORDS = re.compile(
    r"去年同期|同期|same period|上半年|下半年|全年|今年|去年|上年|年度|年底|一季度|二季度|三季度|前三季度|四季度|头六个月|\d{4}年?|1[—–-]6月|下一步|first half|second half|h1|h2|"
    r"this year|last year|打算|计划|力争|目标|实际|准备|target|goal|objectif|toute l'année|année|meta|objetivo|todo el año|ziel|目標|목표|올해"
)
OTHER_FUNCTION_WORDS = frozenset(
    "le la les des du de d l un une et en au aux été est sont a ont qui que y t il avec pour par sur dans quelle quel quels "
    "combien comment toute tout el los las del una y se es son fue por para con su que cuál cuántos cuántas cuánto qué "
    "der die das dem den ein eine einen und im in um zu von wie viele viel welcher welche welches wer wann ganzen "
    "wurde wurden ist sind hat haben war richtete sollen из в на по и с не был была было были за к о кто на сколько каков этот "
    "の は が を に で と も か です でした ますか した する いくら 何 は 은 는 이 가 을 를 의 에 는요 나요 얼마 였나요 몇 입니까 주민은요 그럼 "
    "city far total excluding growth many much percentage percent number figure figures amount kind kinds type types name named "
    "list reading read money yuan rmb value worth size level exactly total totals altogether roughly approximately".split()
)
WORD_OR_NUMBER = re.compile(
    r"[\"“「『《‘]([^\"”」』》’]{1,24})[\"”」』》’]|\d[a-z](?![a-z0-9])|[a-z]+\d+(?:\.\d+)*(?![a-z])|\d+(?:[.,+·]\d+)*%?(?:\+[a-z])?|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+(?:[.'-]\d*[^\W_\u3400-\u9fff]+)*|[\uac00-\ud7a3]+|[\u30a0-\u30ff]+"
)
