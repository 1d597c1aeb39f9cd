# ruff: noqa: E501 - tables of words: a line a rule
"""How comparisons are worded, as data: patterns over folded questions, in Chinese and in languages with spaces.

Nothing names one report's contents. Used by `qa.comparisons`.
"""

import re

# --- Chinese
_ADJ = "快|高|多(?!少)|大|猛|强|好|厉害|狠|慢|低|(?<!多)少|小|弱"
WHICH = re.compile(
    r"(?:又|到底|究竟)?(?:是)?哪(?:一|两)?(?:个|项|边|类|方|种|者|头|家|块)?|那个(?=[增涨更])|谁的?|两者|二者|双方|两个(?!月|季度)"
)
EACH = re.compile(
    r"有(?:何|什么|啥)(?:不同|变化|差[别异])|各自|各(?![类项级地种个省市区县界方国族])|分别|(?:对比|比较|比)一?下|相比较?|对比|相较|比较|之间|到底|究竟|数[字据](?=是|各|分别|,|$)|是不是|是否|请|还是|(?<![占同环百])比(?=,|$)"
)
MORE = re.compile(
    rf"(?:跑|走|冲)得(?:更|比较|要|还)?(?:{_ADJ})|得(?:更|比较|要|还)?(?:{_ADJ}|明显)|(?:更|较|还|要)(?:加)?(?:{_ADJ}|明显|显著)(?:一?些|一?点)?|"
    rf"(?:{_ADJ})(?:一?些|一?点)?(?=[吗呢吧]*(?:,|$))"
)
SPEED = re.compile(r"[快慢猛]|跑得")
GROWS = re.compile("增|涨|升|降|跌|减|幅|速|率|比重|占比")
_PAIRED = r"哪(?![些里儿年月天])|那个[增涨]|谁|各|分别|相差|差距|差多少|差了|两者|二者|之间|的差"
# A和B,哪个… · A与B相比,… · A、B分别…
BETWEEN = re.compile(
    rf"^(?P<lead>.*?)(?P<sides>[^,]+?(?:还是|跟|与|同(?!比|期|时)|和|及|、|[vV][sS])[^,]+?)(?P<rest>(?:相比较?|对比|相较|比)?,.*(?:{_PAIRED}).*|"
    rf"(?:相比较?|对比|相较|(?<![占同环百])比)?(?:{_PAIRED}).*|,?(?:相比较?|对比)(?:如何|怎么?样|多少)?)$"
)
# A增得快还是B增得快
OR_ELSE = re.compile(rf"^(?P<lead>(?:.*,)?)(?P<sides>[^,]+?(?:{_ADJ})还是[^,]{{2,}}?(?:{_ADJ}))(?P<rest>,.*|)$")
JOINTS = ("还是", "vs", "跟", "与", "同(?!比|期|时)", "和", "以及|及", "、")
# 比B高 · 高于B · 超过B
THAN = re.compile(
    rf"^(?P<left>.*?)(?:是不是|是否|有没有)?(?:要|还)?(?:(?<![占同环百相对])比(?![重例率较]|起来)(?P<right>[^,?]{{2,24}}?)"
    rf"(?P<more>(?:还是|也|都)?(?:还|更|要)?(?:增长|增加|增|涨|升|降|跑)?得?(?:更|要)?(?:{_ADJ})(?P<rest>[^,]*))|"
    rf"(?P<word>高于|低于|快于|慢于|多于|少于|大于|小于|超过|超出|跑赢|不及|不如)了?(?P<right2>[^,?]{{2,24}}?)(?P<rest2>(?:吗|多少|几个?|没有|的).*|,.*)?)(?P<more_rest>,.*)?$"
)
# 和B比,A…
AGAINST = re.compile(
    r"^(?:和|与|跟|同|相比于?|较)(?P<right>[^,]{2,24}?)(?:相比较?|比较?|对比|相较),?(?P<left>.+?)(?P<rest>(?:高|低|快|慢|多|少|大|小).*|是?多少.*|如何|怎么?样)$"
)
EACH_ALONE = re.compile("各|分别|respectively|each|both")
CHOOSES = re.compile(
    rf"(?:哪|谁|那个)[^,]*(?:{_ADJ})|(?:{_ADJ})[^,]*(?:哪|谁)|还是|相比|对比|差距|相差|差多少|[^占同环百]比|高于|低于|快于|慢于|多于|少于|大于|小于|超过"
)
NO_SIDE = re.compile("^(?:\\d|一半|[一二三四五六七八九十]+[成倍万亿个])|多少|(?:前|后|时|时候)$")
# What a report compares with in the figure's own sentence: 高于全国0.2个百分点, 比一季度提高2个百分点.
BASIS = re.compile(
    "^(?:全国|国家|国内|全省|同期|平均|去年同期|[上前头]一?年|去年|[一二三四]季度|年初|预期|原计划|全年目标|年度目标)(?!.*的.+[额值量率数])"
)
TIME = re.compile(
    '(?:19|20)\\d{2}年?(?:上半年|下半年|全年|末|底)?|[“"]?十[一二三四五]五[”"]?(?:时期|期间|末|初|以来|规划)*|去年|今年|明年|上年|前年|'
    "(?:这|过去|未来|今后|近)?[五三](?:年(?:间|来|里)|年(?=年均))|近年来|(?<!下)上半年|下半年|全年|年度|前三季度|[一二三四]季度|目前|现在|当前|如今|眼下|年底|年末|本年"
)
AIM = re.compile(
    "(?:预期|发展|计划|任务)?目标|计划|打算|力争|争取|预期|拟|要达到|准备|想要?|任务数?|安排|(?<=[年末底])要(?=做|达|完|实|有|建|新|到)"
)
DONE = re.compile("实际|已经?|截至|完成")
FILLED = re.compile(
    "多少|第?几|什么|怎么?样|如何|分别|各自?|[的了是有到为要在做得把给与和,呢吗那又还就个数值量家户人万亿元项?]|水平|达到?|实施|规模|定|提|数量|频次|增[长速幅]|涨幅"
)
OPTIONS = re.compile(r"是?(多|高|快|大|强)(?:了)?还是(少|低|慢|小|弱)|是?(少|低|慢|小|弱)了?还是(多|高|快|大|强)")

# --- languages with spaces
ASK = r"which|what|whose|who|where|lequel|laquelle|lesquels|quel(?:le)?|qu'est-ce qui|was|welche[rsnm]?|wer|cuál|qué|quién|что|какой|какая|где"
OR = r"or|and|ou|et|oder|und|o|y|или|и"
CHOICE = re.compile(
    rf"^(?P<lead>.*?)\b(?P<pred>(?:{ASK})\b[^:?]*?)\s*[:,]\s+(?P<left>[^,:?]+?),? (?:{OR}) (?P<right>[^,:?.]+?)\s*(?P<rest>[,?.:].*)?$"
)
WITHIN = re.compile(
    rf"^(?P<lead>.*?)\b(?:between|of|among|comparing|entre|zwischen)\s+(?P<left>[^,?]+?) (?:{OR}) (?P<right>[^,?]+?),\s*(?P<rest>(?:{ASK}|how|by how).*)$"
)
_VERBS = (
    r"grow|grew|rise|rose|increase[ds]?|fall|fell|decline[ds]?|drop|expand|gain|climb|attract|account|have|reach|get|make|receive|perform|change|"
    r"score|develop|do better|go up|go down"
)
EITHER = re.compile(
    rf"^(?P<lead>(?:(?:in|over|during|for|at|by) [^,]*, )?)(?:did|do|does|has|have|are|is|was|were|sind|ist|haben) (?P<left>[^,?]+?) (?:or|oder|ou) (?P<right>[^,?]+?) (?P<rest>(?:{_VERBS}|schneller|stärker|höher|mehr|(?:the )?(?:higher|larger|bigger|greater|more|faster|stronger|lower|smaller))\b.*)$"
)
MORE_SPACED = (
    r"(?:more|less|higher|lower|faster|slower|larger|smaller|bigger|greater|fewer|stronger|weaker|better|quicker|more (?:quickly|slowly|sharply|strongly)|above|below|"
    r"ahead of|higher or lower|faster or slower|larger or smaller|more or less|more or fewer)"
)
GREATER = re.compile(
    rf"^(?P<lead>(?:(?:in|over|during|for|at|by) [^,]*, )?)(?P<ask>how much |by how (?:much|many [\w ]+?) )?{MORE_SPACED}?\s*(?:did|do|does|has|have|are|is|was|were) (?P<left>[^,?]+?)(?P<verb> (?:{_VERBS}|growing|growth|rising))?(?: (?P<more>{MORE_SPACED})(?: [\w ]{{1,16}}?)??)? (?:than|(?:above|below)(?: or (?:above|below))?|outpace[sd]?|exceed(?:s|ed)?|outstrip(?:s|ped)?|beat|surpass(?:es|ed)?)\s+(?P<right>[^,?]+)(?P<rest>[,?].*)?$"
)
# is it aiming for faster growth in A or in B; does it have more A or more B
WITH_MORE = re.compile(
    rf"^(?P<lead>(?:(?:in|over|during|for|at|by) [^,]*, )?)(?:did|do|does|has|have|are|is|was|were|will) (?P<pred>[^,?]*?)\b{MORE_SPACED} (?P<left>[^,?]+?) or (?:{MORE_SPACED} )?(?P<right>[^,?.]+?)(?P<rest>[,?.].*)?$"
)
COMPARE = re.compile(
    r"^(?P<lead>.*?)(?:how (?:does|do|did|is|are|was|were) (?P<left>[^?]+?) (?:compared? (?:with|to|against)|measure up to|stand against)|(?:please )?compare (?P<left2>[^?]+?) (?:with|to|and|against)) (?P<right>[^,?.]+)(?P<rest>[,?.].*)?$"
)
VERSUS = re.compile(
    r"^(?P<lead>(?:[^:?]*[:,] )?)(?P<left>[^:?]+?)(?:,)? (?:vs\.?|versus|compared (?:with|to)|against|gegenüber|contre|frente a|против)\s+(?P<right>[^,?:;]+)(?P<rest>[,?:;].*)?$"
)
GAP = re.compile(
    r"^(?P<lead>.*?)\b(?:difference|gap|spread|distance) (?P<in>(?:in|of) [^,?]+? )?between (?P<left>[^,?]+?) and (?P<right>[^,?]+)(?P<rest>[,?].*)?$"
)
BOTH = re.compile(
    r"^(?P<lead>[^?]*?\b(?:how did|how (?:much|fast|strongly) (?:did|have|has)|what (?:was|were|is|are)|by how much did))\s+(?:both )?(?P<left>[^,?]+?) and (?P<right>[^,?]+?)(?P<rest>,? (?:grow|rise|increase|fall|decline|change|respectively|each)\b.*)$"
)
SPACED = (CHOICE, WITHIN, EITHER, WITH_MORE, GREATER, COMPARE, GAP, VERSUS, BOTH)
SPACED_BASIS = re.compile(
    r"\b(?:national|nationwide|average|country as a whole|a year (?:earlier|ago|before)|(?:the )?(?:same period|previous year|year before)|last year|first quarter|previous quarter|landes|nationale?)\b"
)
SPACED_OF = re.compile(
    r"income|invest|output|sector|industr|produc|revenue|sales|export|import|loan|trade|spend|tour|visit|price|popul|consum"
)
SPACED_MORE = re.compile(
    rf"\b(?:{ASK})\b(?! (?:percent|share|number))|\b{MORE_SPACED}\b(?: than)?|\b(?:more|most|by|at)\b (?=how|what)|"
    r"\b(?:please|give|state|name|both|the two|two|each|respectively|respective|by the figures|figures?|compare|compared|le plus vite|plus vite|plus|a crû|donnez|les deux|gewachsen|"
    r"schneller|stärker|höher|größer|mehr|bitte|beide|nennen|más|rápido|быстрее|больше|выше|quickly|sharply|strongly|strong|fast|and)\b"
)
SPACED_TIME = re.compile(
    r"\b(?:over|in|during|for) (?:the )?(?:(?:past|last|next|coming) )?(?:three|four|five|\d{1,2}) years\b|\b(?:over|in|during|for) (?:the )?(?:same |\d\dth five-year plan )period\b|"
    r"\b(?:in|for|over) (?:19|20)\d{2}[-–—](?:19|20)?\d{2}\b|"
    r"(?:by |in |for |at )?(?:the )?(?:end of )?(?:\b(?:19|20)\d{2}\b(?:'s)?)|\b(?:this|last|next|the previous) year(?:'s)?\b|\b(?:now|today|currently|so far|at present|actually|actual|"
    r"already)\b|(?:in )?(?:the )?(?:first|second) half(?: of)?|\bh[12]\b|(?:in )?(?:the )?(?:first|second|third|fourth) quarter|full[- ]year|whole year|"
    r"aujourd'hui|actuellement|cette année|l'an dernier|heute|derzeit|letztes jahr|dieses jahr|hoy|actualmente|este año|сейчас"
)
SPACED_AIM = re.compile(
    r"\b(?:targets?|targeted|goals?|aims?|aiming|aimed|objectives?|plan|plans|planned|planning|expected|intended|pledged|promised|promise|"
    r"objectif|objetivo|meta|ziel|zielwert|geplant|prévu|previsto|цель|план)\b"
)
SPACED_FILLED = re.compile(
    r"\b(?:it|its|they|their|them|that|those|ones?|how|many|much|big|high|large|what|which|level|figures?|number|completed?|done|achieved?|reached|"
    r"delivered|realised|realized|results?|outcome|growth|grow|rate|created|built|produced|recorded|set|there|will|be|to|for|by|in|of|the|a|an|is|are|was|were|has|have|does|do|did|province|city|region|year|value|compare|with|quel|est|l'|pour|y|d')\b|[^\w\s]"
)
RISES_FROM = re.compile(
    r"(?:supposed|expected|planned|meant|set|due) to (?:\w+ ?){1,3}\?? from what .*to what", re.IGNORECASE
)
SPACED_OPTIONS = re.compile(
    r"\b(higher|faster|larger|bigger|greater|more|wider|above) or (lower|slower|smaller|less|fewer|narrower|below)\b|"
    r"\b(lower|slower|smaller|less|fewer|narrower|below) or (higher|faster|larger|bigger|greater|more|wider|above)\b"
)
# Whether the first is more: "did exports grow faster than imports", 是不是高于, 超过了吗
WHETHER = re.compile(
    r"^(?:(?:in|over|during|for|at|by) [^,]*, )?(?:did|do|does|has|have|are|is|was|were) .*\b(?:than|outpaced?|exceed(?:ed)?|surpass(?:ed)?|above|below)\b|"
    "^(?!.*[哪谁]).*(?:比|高于|低于|快于|慢于|多于|少于|大于|小于|超过).*(?:吗|没有)|(?:是不是|是否|有没有)[^,]*(?:比|高于|低于|快于|慢于|多于|少于|大于|小于|超过)"
)
LESS = re.compile(
    r"\b(?:slower|slowly|lower|less|fewer|smaller|below)\b|低于|慢于|少于|小于|比[^,]*(?:低|慢|(?<!多)少|小)"
)
GREATER_WORD = re.compile(
    r"\b(?:faster|quickly|higher|more|larger|bigger|greater|stronger|outpaced?|exceed(?:ed)?|surpass(?:ed)?|above)\b|"
    "高于|快于|多于|大于|超过|比[^,]*(?:高|快|多(?!少)|大|强|猛)"
)
SPACED_CHOOSES = re.compile(
    rf"\b(?:{MORE_SPACED}|compared?|versus|vs|difference|gap|plus|moins|mehr|weniger|schneller|langsamer|stärker|höher|größer|más|menos|больше|быстрее|выше)\b"
)
