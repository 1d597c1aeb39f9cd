"""A report of a province that is not there, in full-width punctuation: what holds for it holds for the genre."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from index import Document, Index

TITLE = "云岭省2031年上半年国民经济和社会发展计划执行情况的报告"
TEXT = """云岭省2031年上半年国民经济和社会发展计划执行情况的报告
——2031年8月12日在云岭省第九届人民代表大会常务委员会第三次会议上
云岭省发展和改革委员会主任　欧阳山河
一、上半年计划执行情况
（一）经济运行稳中有进。上半年，全省地区生产总值8123.4亿元，同比增长5.7%，高于全国平均水平0.4个百分点，居全国第6位。茶叶、花卉产值同比分别增长12.3%、45.6%。一季度规模以上工业增加值增长4.8%，二季度增长6.6%。
（二）内需逐步恢复。固定资产投资同比增长3.9%，其中民间投资下降2.1%。社会消费品零售总额增长7.2%，跨境电商交易额达到88.5亿元，增长1.4倍。
（三）外贸承压前行。出口下降6.3%，进口增长9.8%。对东盟、中东、拉美出口同比分别增长8.1%、19.2%、27.3%。
（四）民生持续改善。城镇居民人均可支配收入24680元，增长5.1%。城镇新增就业21.7万人。改造老旧小区356个，惠及居民4.2万户。细颗粒物平均浓度降至23微克/立方米。
（五）基础设施加快建设。青石大桥于2031年5月18日建成通车，高速公路通车里程由3100公里增加到3350公里。由于原材料价格上涨，部分水利项目进度放缓。
二、下半年工作打算
（一）扩大有效投资。下半年计划新开工重大项目140个，力争全年固定资产投资增长6%。
（二）抓好粮食生产。全年粮食总产量稳定在1900万吨以上。
（三）做强特色产业。重点发展茶叶、花卉、蓝莓三大产业，实施“云上双基地”行动，即建设云上种苗基地和云上物流基地。
"""


@cache
def invented_index() -> Index:
    """An index of it, built once a process."""
    return Index.build([invented()], Path(mkdtemp(prefix="yiju-test-")) / "invented")


def invented() -> Document:
    """The report."""
    return Document("yunling-2031-h1", TITLE, TEXT)
