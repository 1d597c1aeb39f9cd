"""Follow-ups: what they lack comes from the turns before; whole questions reset the topic."""

import pytest

from qa.followup import complete, resolve


@pytest.mark.parametrize(
    ("question", "before", "holds", "lacks"),
    [
        # One thing in the place of its like.
        ("那进口呢?", "上半年出口增长多少?", ["上半年", "进口", "增长多少"], ["出口"]),
        ("农村居民呢?", "城镇居民收入增长多少?", ["农村居民", "收入增长多少"], ["城镇"]),
        ("那上海呢?", "北京的经济增长多少?", ["上海", "经济增长多少"], ["北京"]),
        ("还有花卉呢?", "茶叶产值是多少?", ["花卉", "产值是多少"], ["茶叶"]),
        ("What about imports?", "How much did exports grow?", ["imports", "grow"], ["exports"]),
        ("And imports?", "How much did exports grow?", ["imports", "how much", "grow"], ["exports"]),
        # Another time or aim.
        ("全年目标呢?", "上半年零售总额增长多少?", ["零售总额增长", "全年目标是多少"], ["上半年"]),
        ("去年实际呢?", "今年粮食产量目标是多少?", ["去年", "粮食产量是多少"], ["今年", "目标"]),
        ("And in the second half?", "How many schools opened in the first half?", ["second half", "schools"], ["first half"]),
        # Something else of the same subject.
        ("同比增幅呢?", "茶叶产值是多少?", ["茶叶产值", "同比增幅"], []),
        ("排第几?", "茶叶产值是多少?", ["茶叶产值", "排第几"], []),
        ("它排第几?", "茶叶产值是多少?", ["茶叶产值", "排第几"], []),
        ("其中新建多少?", "保障房多少套?", ["保障房", "新建多少"], []),
        ("下半年打算新建多少公里?", "上半年高速公路建成多少公里?", ["高速公路", "下半年打算新建多少公里"], ["上半年"]),
        ("When will it open?", "How long is the tunnel?", ["tunnel", "when will"], ["how long"]),
    ],
)  # fmt: skip
def test_completed(question: str, before: str, holds: list[str], lacks: list[str]) -> None:
    whole = complete(question, before).lower()
    assert [part for part in holds if part not in whole] == []
    assert [part for part in lacks if part in whole] == []


@pytest.mark.parametrize(
    "question",
    [
        "茶叶产值增长多少?",
        "失业率是多少?",
        "为什么固定资产投资放缓?",
        "有哪些主要问题?",
        "How many jobs were created?",
        "社会消费品零售总额",
    ],
)
def test_a_whole_question_resets_the_topic(question: str) -> None:
    assert complete(question, "高速公路通车里程多少公里?") == question
    assert resolve(question, ["高速公路通车里程多少公里?", "那铁路呢?"]) == question


@pytest.mark.parametrize("lead", ["换个话题,", "换个话题：", "另外问，", "By the way, "])
def test_a_new_topic_is_taken_at_its_word(lead: str) -> None:
    assert resolve(f"{lead}排第几?", ["茶叶产值是多少?"]) == "排第几?"


def test_without_earlier_turns_nothing_changes() -> None:
    assert resolve("那进口呢?", []) == "那进口呢?"


def test_a_chain() -> None:
    whole = resolve("排第几?", ["上半年出口增长多少?", "那进口呢?"])
    assert "进口" in whole and "排第几" in whole
    assert "出口" not in whole.replace("进口", "")


def test_only_the_topic_at_hand_is_carried_on() -> None:
    whole = resolve("那花卉呢?", ["上半年出口增长多少?", "茶叶产值增长多少?"])
    assert whole == "花卉产值增长多少?"
