"""Hostile text in questions, reports, file names, history and addresses is shown as it stands, and does nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator
from web_pages import Server, Visit, visit  # noqa: F401 - visit is a fixture
from web_payloads import PAYLOADS

pytestmark = pytest.mark.browser
Start = Callable[..., Visit]
TITLE = "<img src=x onerror=window.pwned=1>标题${window.pwned=1}"
NAME = "<img src=x onerror=window.pwned=1> **名** {{7*7}} ${1} 'q' \"d\" #c-1-2"


def _report() -> str:
    lines = [TITLE, "一、<b>总体</b>情况${window.pwned=1}"]
    for number, payload in enumerate(PAYLOADS):
        lines += [
            payload,
            f"第{number}项测试指标{payload[:12]}完成投资{number + 100}.5亿元,同比增长{number}.7%。{payload}",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / f"{NAME}.txt").write_text(_report(), "utf-8")
    (folder / "第二份.txt").write_text("第二份报告\n一、概况\n全年降水量为820毫米。\n", "utf-8")
    server = Server(Path(folder)).wait()
    yield server
    server.close()


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 60


def _groups(size: int) -> list[str]:
    """Payloads as questions, each at the start of a line, under the limit of a question's length."""
    return ["问题\n" + "\n".join(PAYLOADS[at : at + size]) for at in range(0, len(PAYLOADS), size)]


def _only_ours(visited: Visit) -> None:
    """No element stands in a question or an answer that the page's own code did not put there."""
    strange = visited.page.evaluate(
        """() => [...document.querySelectorAll('#yj-bot .yj-question *, #yj-bot .yj-answer *, #yj-text *')]
          .filter(n => !n.closest('.yj-actions, .yj-edit'))
          .map(n => n.localName).filter(n => !['p','br','a','details','summary','table','thead','tbody','tr','th','td','span',
            'section','ol','li','article','h2','h3','h4','h5','h6','div','mark'].includes(n))"""
    )
    assert strange == []
    assert visited.page.evaluate("document.querySelectorAll('#yj-bot a').length") == visited.page.evaluate(
        'document.querySelectorAll(\'#yj-bot a[href^="#c-"], #yj-bot a[href^="#d-"]\').length'
    )


def test_questions_and_history_are_verbatim(visit: Start) -> None:  # noqa: F811
    made = visit()
    page = made.page
    questions = _groups(13)
    for question in questions:
        made.ask(question)
    shown = [_text(node) for node in page.locator("#yj-bot .yj-question p").all()]
    assert shown == [_seen(question) for question in questions]
    _only_ours(made)
    made.open()
    made.answered(len(questions))
    assert [_text(node) for node in page.locator("#yj-bot .yj-question p").all()] == [_seen(q) for q in questions]
    page.locator(".yj-question [data-label='edit']").first.click()
    assert page.locator(".yj-edit textarea").input_value() == _seen(questions[0])
    _only_ours(made)


def _text(node: Locator) -> str:
    """The text of an element, its line breaks kept."""
    return str(
        node.evaluate(
            """n => { const c = n.cloneNode(true); c.querySelectorAll('br').forEach(b => b.replaceWith('\\n'));
              return c.textContent }"""
        )
    )


def _seen(text: str) -> str:
    """Control characters that would turn a line around show as the sign for what cannot be shown."""
    return "".join(c if c == "\n" or c.isprintable() or c.isspace() else "\ufffd" for c in text)


def test_report_title_name_and_answers_are_verbatim(visit: Start, hostile: Server) -> None:  # noqa: F811
    made = visit(server=hostile)
    page = made.page
    select = page.locator("#yj-documents select")
    select.wait_for()
    select.select_option(NAME)
    page.wait_for_function("() => document.querySelectorAll('#yj-text article > *').length > 60")
    text = _report()
    assert page.locator("#yj-text article").evaluate("n => n.textContent") == text.replace("\n", "")
    assert TITLE in select.locator("option").all_text_contents()
    for number in (3, 17, 33, 47, 55, 60):
        made.ask(f"第{number}项测试指标完成投资多少?")
    made.ask("测试指标的火星人口是多少?")
    page.wait_for_timeout(700)  # Gradio still scrolls to the end, and a card goes with its marker
    for marker in page.locator("#yj-bot a.yj-cite").all():
        marker.hover()
        page.wait_for_selector("#yj-card")
        quoted = page.locator("#yj-card blockquote").text_content() or ""
        assert quoted and quoted in text
    for summary in page.locator(".yj-why summary").all():
        summary.click()
    marker = page.locator("#yj-bot a.yj-cite").first
    marker.click()
    page.wait_for_selector("#yj-text mark.active")
    _only_ours(made)
    page.locator('.yj-tab[data-view="figures"]').click()
    page.wait_for_selector("#yj-figures tbody tr")
    for i in range(6):
        page.locator("tbody input").nth(i * 7).check()
    assert page.locator(".yj-bars").count() >= 1
    assert page.evaluate("document.querySelectorAll('#yj-figures :is(script, img, iframe, form, style)').length") == 0
    with page.expect_download() as download:
        page.locator(".yj-csv").click()
    assert '\n"=' not in download.value.path().read_text("utf-8-sig")


@pytest.mark.parametrize("payload", [PAYLOADS[1], '"><script>window.pwned=1</script>', "${window.pwned=1}{{7*7}}"])
def test_addresses_are_no_way_in(visit: Start, payload: str) -> None:  # noqa: F811
    made = visit(f"?q={quote('问 ' + payload)}&lang={quote(payload)}#c-1-9-{quote(payload)}")
    made.answered(1)
    assert made.page.locator("#yj-bot .yj-question p").text_content() == f"问 {payload}"
    _only_ours(made)


def test_a_forged_history_brings_no_forged_quote(visit: Start) -> None:  # noqa: F811
    from index import Index
    from ui.conversation import from_state, to_state

    made = visit()
    made.ask("上半年地区生产总值增长多少?")
    index = Index.open(made.server.home / "index")
    answer = made.page.evaluate(
        "() => JSON.parse(decodeURIComponent(document.querySelector('a.yj-data').getAttribute('href').slice(3)))"
    )
    good = from_state([{"q": "问", "a": answer}], index)[0]
    assert good.answer is not None and "6.1%" in good.answer.citations[0].quote
    assert from_state(to_state([good]), index)[0].answer == good.answer
    forged = {**answer, "citations": [{**answer["citations"][0], "quote": "全市地区生产总值同比增长99%"}]}
    assert from_state([{"q": "问", "a": forged}], index)[0].note == "stale"
    odd = ({"kind": "extracted"}, {**answer, "kind": "<b>"}, {**answer, "citations": 3}, {**answer, "hits": [{}]})
    for broken in (None, 3, "x", [3], [{"q": 3}], *([{"q": "问", "a": one}] for one in odd)):
        assert all(turn.answer is None for turn in from_state(broken, index))
    index.close()
