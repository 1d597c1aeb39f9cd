"""The report, its outline and the figures in a real browser, on one document and on several."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from web_pages import Server, Visit, visit  # noqa: F401 - visit is a fixture

pytestmark = pytest.mark.browser
Start = Callable[..., Visit]

ASTRAL = (
    "𠮷野家报告😀\n一、总体情况\n😀今年上半年,𠮷野家门店营业收入同比增长12.5%,新开门店36家。\r\n"
    "二、下一步\n(一)扩大规模。力争全年收入达到3.2亿元。\n"
)
PLAIN = "城区年度报告\n一、基本情况\n全年城区图书馆接待读者48.6万人次,同比增长7.3%。\n"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("two")
    (folder / "𠮷野家 2024.txt").write_text(ASTRAL, "utf-8", newline="")
    (folder / "城区-1-2.txt").write_text(PLAIN, "utf-8")
    server = Server(Path(folder)).wait()
    yield server
    server.close()


def test_the_viewer_holds_every_character_of_every_line(visit: Start) -> None:  # noqa: F811
    made = visit()
    text = made.server.json("v1/documents/chongqing-2024-h1")["text"]
    shown = made.page.locator("#yj-text article").evaluate("node => node.textContent")
    assert shown == "".join(line for line in text.splitlines() if line.strip())


def test_outline_leads_to_sections_and_follows_the_reader(visit: Start) -> None:  # noqa: F811
    made = visit()
    page = made.page
    names = page.locator(".yj-level-1 > .yj-row .yj-name").all_text_contents()
    assert names == ["一、1—6月计划执行情况", "二、下一步工作打算"]
    toggle = page.locator(".yj-level-2 > .yj-row > .yj-toggle").first
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.click()
    assert toggle.get_attribute("aria-expanded") == "true"
    page.locator(".yj-level-3 .yj-section").first.click()
    assert page.evaluate("document.activeElement.textContent").startswith("一是强化重庆成都双核联动联建")
    page.locator(".yj-section", has_text="二、下一步工作打算").click()
    page.wait_for_function(
        "() => document.querySelector('.yj-section[aria-current]')?.textContent.includes('二、下一步')"
    )


def test_figures_sort_filter_open_draw_and_download(visit: Start) -> None:  # noqa: F811
    made = visit()
    page = made.page
    page.locator('.yj-tab[data-view="figures"]').click()
    page.wait_for_selector("#yj-figures tbody tr")
    total = made.server.json("v1/figures?limit=1")["total"]
    assert str(total) in (page.locator(".yj-total").text_content() or "")
    page.locator(".yj-filters input").fill("新能源汽车 增长")
    page.wait_for_function("() => document.querySelectorAll('#yj-figures tbody tr').length < 20")
    for sentence in page.locator("tbody .yj-c-sentence span").all():
        assert "新能源汽车" in (sentence.get_attribute("title") or "")
    page.locator(".yj-filters input").fill("")
    page.locator(".yj-by-unit").select_option("%")
    assert set(page.locator("tbody .yj-c-unit").all_text_contents()) == {"%"}
    page.locator("th[data-column='value'] button").click()
    assert page.locator("th[data-column='value']").get_attribute("aria-sort") == "descending"
    values = [float(value) for value in page.locator("tbody .yj-c-value").all_text_contents()]
    assert len(values) > 10 and values == sorted(values, reverse=True)
    page.locator("th[data-column='value'] button").click()
    values = [float(value) for value in page.locator("tbody .yj-c-value").all_text_contents()]
    assert values == sorted(values)

    link = page.locator("tbody .yj-c-value a").first
    text = page.locator("tbody .yj-c-sentence b").first.text_content()
    link.click()
    page.wait_for_selector("#yj-text mark.active")
    assert made.marked() == text
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.yj-c-value a')")

    for i in range(3):
        page.locator("tbody input").nth(i).check()
    assert page.locator(".yj-bars rect").count() == 3
    widths = [float(bar.get_attribute("width") or 0) for bar in page.locator(".yj-bars rect").all()]
    assert widths == sorted(widths)
    page.locator(".yj-by-unit").select_option("亿元")
    page.locator("tbody input").first.check()
    assert page.locator(".yj-bars").count() == 2, "different units share no scale"
    with page.expect_download() as download:
        page.locator(".yj-csv").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert rows[0][:3] == ["指标", "数值", "单位"]
    assert len(rows) - 1 == int((page.locator(".yj-total").text_content() or "").split("/")[0])
    document = made.server.json("v1/documents/chongqing-2024-h1")["text"]
    for row in rows[1:]:
        assert document[int(row[-2]) : int(row[-1])] == row[7]
    page.locator(".yj-unchoose").click()
    assert page.locator(".yj-bars").count() == 0
    page.locator(".yj-by-section").select_option(index=3)
    page.locator(".yj-filters input").fill("没有这样的句子")
    assert "没有符合" in (page.locator("tbody").text_content() or "")


def test_places_are_exact_beyond_the_basic_plane(visit: Start, two: Server) -> None:  # noqa: F811
    name = "𠮷野家 2024"
    text = two.json(f"v1/documents/{quote(name)}")["text"]
    assert "\r\n" in text
    start = text.index("营业收入同比")
    made = visit(f"#c-{start}-{start + 13}-{quote(name, safe='')}", server=two)
    made.page.wait_for_selector("#yj-text mark.active")
    assert made.marked() == text[start : start + 13] == "营业收入同比增长12.5%"


def test_documents_are_chosen_to_read_and_to_search(visit: Start, two: Server) -> None:  # noqa: F811
    made = visit(server=two)
    page = made.page
    select = page.locator("#yj-documents select")
    select.wait_for()
    assert select.locator("option").count() == 2
    select.select_option("城区-1-2")
    page.wait_for_function("() => document.querySelector('#yj-text article').textContent.includes('图书馆')")
    assert page.locator(".yj-level-1 .yj-name").all_text_contents() == ["一、基本情况"]
    made.ask("图书馆接待读者多少人次?")
    href = page.locator("#yj-bot a.yj-cite").first.get_attribute("href") or ""
    assert href.endswith("-" + quote("城区-1-2", safe=""))
    select.select_option("𠮷野家 2024")
    page.locator("#yj-bot a.yj-cite").first.click()
    page.wait_for_selector("#yj-text mark.active")
    assert "48.6万人次" in made.marked()
    assert select.input_value() == "城区-1-2"
    # Searched no more, the library is unknown.
    page.locator("#yj-documents summary").click()
    page.locator("#yj-documents label", has_text="城区").locator("input").uncheck()
    made.ask("图书馆接待读者多少人次?")
    last = page.locator("#yj-bot .yj-answer").last
    assert last.locator(f"a.yj-cite[href*='{quote('城区-1-2', safe='')}']").count() == 0


def test_phone(visit: Start) -> None:  # noqa: F811
    made = visit(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page = made.page

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= 320 && document.body.scrollWidth <= 320"))

    page.wait_for_selector(".yj-start-list button")
    assert fits()
    made.ask("工业投资和民间投资分别增长多少?")
    assert fits()
    page.locator("#yj-bot a.yj-cite").first.tap()
    page.wait_for_selector("#yj-text mark.active", state="visible")
    assert "15.2%" in made.marked() and fits()
    page.locator(".yj-back").tap()
    page.wait_for_selector("#yj-text", state="hidden")
    for view in ("figures", "report", "chat"):
        page.locator(f'.yj-tab[data-view="{view}"]').tap()
        page.wait_for_timeout(150)
        assert fits(), view
    page.locator('.yj-tab[data-view="report"]').tap()
    page.locator(".yj-outline-toggle").tap()
    page.locator(".yj-section", has_text="二、下一步工作打算").tap()
    assert page.evaluate("document.activeElement.textContent").startswith("二、下一步工作打算")


def test_on_a_phone_nothing_is_cut_off(visit: Start) -> None:  # noqa: F811
    made = visit(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    page = made.page
    page.wait_for_selector(".yj-start-list button")
    page.wait_for_timeout(300)
    scroller = "document.querySelector('#yj-bot [tabindex=\"0\"]')"
    assert page.evaluate(f"{scroller}.scrollTop") == 0, "the start is not read from its beginning"
    made.ask("工业投资增长多少?")
    made.ask("深圳的人口有多少?")  # longer than the screen, with its near misses
    assert page.evaluate(f"{scroller}.scrollHeight > {scroller}.clientHeight + 100")
    page.wait_for_function(
        f"""() => {{ const top = n => n.getBoundingClientRect().top;
          return Math.abs(top([...document.querySelectorAll('.yj-question')].at(-1)) - top({scroller})) < 40 }}"""
    )
    page.locator('.yj-tab[data-view="figures"]').click()
    for row in (0, 4, 5):
        page.locator("#yj-figures tbody input").nth(row).check()
    box = page.locator(".yj-chart").bounding_box()
    assert box
    for value in page.locator(".yj-bar-value").all():
        drawn = value.bounding_box()
        assert drawn and drawn["height"] > 10 and drawn["x"] + drawn["width"] <= box["x"] + box["width"]


def test_reduced_motion_is_respected(visit: Start) -> None:  # noqa: F811
    made = visit()
    moving = made.page.evaluate(
        """[...document.querySelectorAll('body > *, .yj-icon')]
          .filter(n => getComputedStyle(n).transitionDuration !== '0s').length"""
    )
    assert moving == 0
