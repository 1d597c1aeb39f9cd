"""Units of figures, as data: family, base unit, factor to it, and the English name.

A unit is matched by its written form. What is not in the table is no unit: the figure is then a bare number.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of measure: `value × factor` is the value in `base`; `name`/`names` is its English form ("" = none)."""

    family: str
    base: str
    factor: Decimal
    name: str = ""
    names: str = ""


# family | base | factor | written forms | English singular | plural
_TABLE = """
percent|%|1|% percent|%|%
percent|%|1|per_cent pct|%|%
percent|%|0.1|‰|‰|‰
points|百分点|1|个百分点 百分点 percentage_points percentage_point|percentage point|percentage points
points|百分点|1|percentage-point pp|percentage point|percentage points
points|百分点|0.01|个基点 基点 basis_points basis_point bps|basis point|basis points
ratio|%|100|倍 times time fold -fold|time|times
ratio|%|10|成|tenth|tenths
proportion|比|1|比||
money|元|1|元 圆 块钱 元人民币 人民币 人民币元 yuan rmb cny renminbi|yuan|yuan
money|美元|1|美元 美金 US_dollars US_dollar U.S._dollars U.S._dollar dollars dollar usd|US dollar|US dollars
money|港元|1|港元 港币 Hong_Kong_dollars|Hong Kong dollar|Hong Kong dollars
money|欧元|1|欧元 euros euro|euro|euros
money|日元|1|日元 yen|yen|yen
money|英镑|1|英镑|pound sterling|pounds sterling
money|卢布|1|卢布 旧卢布 roubles rubles|rouble|roubles
people|人|1|人 名 people persons person|person|people
people|人|1|位 群众 人口 居民|person|people
people|人|1|residents workers employees students farmers children|person|people
visits|人次|1|人次 person-times visits visitors trips tourists passengers|visit|visits
households|户|1|户 农户 households household|household|households
area|平方米|1|平方米 平米 ㎡ m² m2 平方公尺 square_meters square_metres sq_m|square meter|square meters
area|平方米|10000|公顷 hectares hectare ha|hectare|hectares
area|平方米|1000000|平方公里 平方千米 km² square_kilometers square_kilometres sq_km|square kilometer|square kilometers
area|亩|1|亩 mu|mu|mu
length|米|1|米 公尺 meters metres meter metre|meter|meters
length|米|1000|公里 千米 km kilometers kilometres kilometer kilometre|kilometer|kilometers
length|米|0.01|厘米 cm centimeters centimetres|centimeter|centimeters
length|米|0.001|毫米 mm millimeters millimetres|millimeter|millimeters
length|米|1852|海里 nautical_miles|nautical mile|nautical miles
length|米|500|华里|li|li
weight|公斤|1000|吨 tons tonnes ton tonne t|ton|tons
weight|公斤|1|公斤 千克 kg kilograms|kilogram|kilograms
weight|公斤|0.5|斤 市斤 jin|jin|jin
weight|公斤|50|担|dan|dan
weight|公斤|0.001|克 grams|gram|grams
deadweight|载重吨|1|载重吨|deadweight ton|deadweight tons
energy|吨标准煤|1|吨标准煤 吨标煤 tons_of_standard_coal ton_of_standard_coal|ton of standard coal|tons of standard coal
energy|千瓦时|1|千瓦时 千瓦小时 度 kWh kilowatt-hours kilowatt_hours|kilowatt-hour|kilowatt-hours
energy|千瓦时|1000|兆瓦时 MWh|megawatt-hour|megawatt-hours
energy|千瓦时|1000000|吉瓦时 GWh|gigawatt-hour|gigawatt-hours
power|千瓦|1|千瓦 kW kilowatts|kilowatt|kilowatts
power|千瓦|1000|兆瓦 MW megawatts|megawatt|megawatts
power|千瓦|1000000|吉瓦 GW gigawatts|gigawatt|gigawatts
power|千瓦|0.001|瓦|watt|watts
voltage|千伏|1|千伏 kV|kilovolt|kilovolts
volume|立方米|1|立方米 立方 方 m³ m3 公方 cubic_meters cubic_metres|cubic meter|cubic meters
volume|立方米|0.001|升 liters litres|liter|liters
temperature|℃|1|℃ 摄氏度 °C|°C|°C
speed|公里/小时|1|公里/小时 公里每小时 km/h|km/h|km/h
concentration|微克/立方米|1|微克/立方米 微克每立方米 μg/m³ µg/m³ μg/m3 µg/m3 ug/m3 ug/m³|μg/m³|μg/m³
concentration|微克/立方米|1|micrograms_per_cubic_meter micrograms_per_cubic_metre|μg/m³|μg/m³
concentration|微克/立方米|1000|毫克/立方米 mg/m³ mg/m3|mg/m³|mg/m³
concentration|毫克/升|1|毫克/升 mg/L|mg/L|mg/L
concentration|微克/立方米|1|微克|microgram|micrograms
time|个月|12|年 周年 years year|year|years
time|个月|1|个月 months month|month|months
time|个月|3|个季度 quarters|quarter|quarters
time|秒|604800|周 个星期 星期 weeks week|week|weeks
time|秒|86400|天 日 个工作日 工作日 days day|day|days
time|秒|3600|小时 个小时 hours hour|hour|hours
time|秒|60|分钟 minutes minute|minute|minutes
time|秒|1|秒 seconds|second|seconds
age|岁|1|岁 周岁 years_old year_old|year old|years old
data|字节|1|TB PB EB ZB GB||
computing|EFLOPS|1|EFLOPS EFlops EF|EFLOPS|EFLOPS
computing|PFLOPS|1|PFLOPS PFlops PF P|PFLOPS|PFLOPS
count|标箱|1|标箱 标准箱 个标箱 个标准箱 TEUs TEU|TEU|TEUs
count|次|1|次 times_in_total|time|times
count|人次数|1|车次 户次 户(次)||
count|件次|1|件次|case|cases
count|场次|1|场次|session|sessions
count|架次|1|架次|flight|flights
count|辆|1|辆 vehicles vehicle|vehicle|vehicles
count|所|1|所 schools|institution|institutions
count|套|1|套 套(间)|unit|units
count|艘|1|艘 ships|ship|ships
count|列|1|列 trains|train|trains
count|岗|1|个岗位 jobs|job|jobs
"""

# Open-ended classifiers: counted things; the noun beside them says what. The unit stays as written.
_CLASSIFIERS = """
个 项 家 处 座 条 台 台套 台件 件 宗 班 张 间 种 类 批 批次 期 轮 支 只 头 口 部 篇 册 幅 颗 粒 棵 株 匹 羽
尾 架 枚 门 门次 片 块 段 道 级 层 栋 幢 排 节 桩 起 例 份 封 笔 单 场 届 站 线 点 组 团 队 对 双 副 款 样
卷 代 盏 根 枝 箱 袋 瓶 盒 桶 杯 面 顶 辆次 艘次 列次 航次 吨级 吨公里 人公里 床 个床位 张床位 床位 股 手
票 字 句 大 强 镇 村 县 市 省 国 校 院 企 店 馆 园 圈 环 港 城 网 标 课 集 案 分 元级 字节 载 兆 项次 金 银
铜 英寸 方面 人份 剂 剂次 例次 本
"""
# Trusted after Arabic digits (12省, 3方面), not after a small Chinese numeral, where they are mostly parts of names
# (三国, 五台山, 四处, 百强).
_WEAK = """
强 镇 村 县 市 省 国 校 院 企 店 馆 园 圈 环 港 城 网 标 课 集 案 分 点 线 面 手 方 度 级 代 道 门 组 队 团
站 口 对 双 节 字 金 银 铜 比 段 块 片 单 头 票 股 句 载 兆 米 日 周 顶 成 斤 位 克 大 期 届 笔 枝 根 袋 升
样 排 层 P 类 只 床 瓦
"""
WEAK_AFTER_HAN = frozenset(_WEAK.split())
# A unit is none before these characters, with which it makes another word: 人才, 年级, 度假, 方面, 支持.
_NOT_BEFORE = """
人:才均民大工 年:级代轮 度:假过量电 大:会学众型力 天:然津下 家:庭乡电长 名:单录优
成:为立功果就员本熟长交都绩分套品效不片群渔 分:别类布期配 点:对 次:产生 市:场 国:际家 日:常益 面:积向
台:湾山河 站:点 线:上下性 强:化国县镇省 期:间限待货 网:络 集:成中群体 单:位 方:面法式案向 城:市镇乡 园:区
标:准志 级:别 件:套 支:持付 本:科土级 代:表码 组:织成 团:体 门:类 金:融属额 银:行 铜:矿 比:上去例较 批:发准
条:件 口:岸径 手:机 股:份 环:境保 案:例 企:业 店:铺 县:域 村:民 对:外比于 周:边岁 载:重 克:服 字:节 道:路
位:于列居
"""
NOT_BEFORE = {form: after for form, _, after in (entry.partition(":") for entry in _NOT_BEFORE.split())}
ENGLISH_PREFIX = {"US$": "美元", "$": "美元", "USD": "美元", "RMB": "元", "CNY": "元", "¥": "元", "￥": "元",
                  "HK$": "港元", "€": "欧元", "£": "英镑"}  # fmt: skip


def _build() -> dict[str, Unit]:
    units = {form: Unit("count", form, Decimal(1)) for form in _CLASSIFIERS.split()}
    for line in _TABLE.strip().splitlines():
        family, base, factor, forms, name, names = line.split("|")
        for form in forms.split():
            units[form.replace("_", " ")] = Unit(family, base, Decimal(factor), name, names)
    return units


UNITS = _build()
LONGEST_UNIT = max(len(form) for form in UNITS if not form.isascii())
