"""The HTML report: whole, self-contained, and safe whatever the report and the questions hold."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evaluation.metrics import Judged, judge
from evaluation.plots import Bar, bar_plot, histogram, line_plot, reliability_plot
from evaluation.qaset import Item
from evaluation.report_html import write_html
from evaluation.report_questions import in_context
from evaluation.running import Outcome, Place
from evaluation.summary import summarise

HOSTILE = "\"'><img src=x onerror=alert(1)></mark></details><script>alert(2)</script>&amp;"
TEXT = f"上半年增长6.1%。{HOSTILE}城镇新增就业42.4万人。"
SETTINGS = {"sets": [{"name": "s" + HOSTILE}], "split": "all", "encoder": HOSTILE}


def some_judged() -> list[Judged]:
    start = TEXT.index(HOSTILE)
    rows = []
    for number, kind in enumerate(["number", "list" + HOSTILE, "unanswerable"]):
        groups = () if kind == "unanswerable" else (("6.1%", HOSTILE),)
        evidence = () if kind == "unanswerable" else ("增长6.1%", HOSTILE)
        item = Item(f"q{number}{HOSTILE}", "问" + HOSTILE, groups, evidence, ("先" + HOSTILE,), "zh" + HOSTILE, kind)
        cited = Place("r", start, start + len(HOSTILE), quote=HOSTILE)
        forged = Place("r", 0, 5, quote=HOSTILE)
        outcome = Outcome(
            item.id, HOSTILE, citations=(cited, forged), hits=(cited,), notices=(HOSTILE,), confidence=0.9
        )
        rows.append(judge("s" + HOSTILE, item, outcome, text=TEXT, document="r"))
    return rows


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    rows = some_judged()
    write_html(path, rows, summarise(rows, SETTINGS), {("s" + HOSTILE, "r"): TEXT})
    return path


class Elements(HTMLParser):
    """Every element with its attributes, and the text of every element that is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "line", "rect", "circle", "polyline", "img"):
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data


def test_nothing_hostile_becomes_an_element(page: Path) -> None:
    elements = Elements(page.read_text(encoding="utf-8"))
    assert elements.open == []
    tags = [tag for tag, _ in elements.elements]
    assert tags.count("script") == 1
    assert {"img", "iframe", "link", "object", "a"}.isdisjoint(tags)
    assert not [name for _, attributes in elements.elements for name in attributes if name.startswith("on")]


def test_nothing_is_loaded_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    elements = Elements(text)
    assert not [
        value for _, attributes in elements.elements for name, value in attributes.items() if name in ("src", "href")
    ]
    assert re.findall(r"url\(|@import|https?:", text) == []
    policies = [attributes["content"] for tag, attributes in elements.elements if "http-equiv" in attributes]
    assert policies and policies[0] is not None and policies[0].startswith("default-src 'none'")


def test_every_question_is_there_with_its_verdict(page: Path) -> None:
    elements = Elements(page.read_text(encoding="utf-8"))
    questions = [
        attributes for tag, attributes in elements.elements if tag == "details" and attributes.get("class") == "q"
    ]
    assert [one["data-verdict"] for one in questions] == ["right", "right", "wrong"]
    assert questions[1]["data-type"] == "list" + HOSTILE
    assert questions[0]["data-lang"] == "zh" + HOSTILE


def test_the_highlight_is_exactly_the_citation(page: Path) -> None:
    rows = some_judged()
    span = (rows[0].outcome.citations[0].start, rows[0].outcome.citations[0].end)
    shown = in_context(TEXT, span, [span], [(3, 9)])
    marks = Elements(shown)
    assert marks.texts["mark"] == [TEXT[3:9], HOSTILE]
    assert [attributes["class"] for _, attributes in marks.elements] == ["gold", "cited"]
    assert "(not the document" in page.read_text(encoding="utf-8")  # the forged citation, of each question


@pytest.mark.parametrize(
    ("span", "cited", "gold", "marks"),
    [
        ((2, 6), [(2, 6)], [(4, 8)], ["cited", "cited gold", "gold"]),
        ((2, 6), [(2, 6)], [(2, 6)], ["cited gold"]),
        ((0, 3), [(0, 3)], [], ["cited"]),
        ((297, 300), [(297, 300)], [(90, 95)], ["cited"]),  # gold beyond the context is not drawn
    ],
)
def test_overlapping_highlights_do_not_nest(span: Any, cited: Any, gold: Any, marks: list[str]) -> None:
    text = "".join(chr(0x4E00 + i) for i in range(300))
    elements = Elements(in_context(text, span, cited, gold))
    assert [attributes["class"] for _, attributes in elements.elements] == marks


def test_plots_escape_and_describe() -> None:
    plots = [
        line_plot(HOSTILE, {HOSTILE: [(1, 0.5), (2, 1.0)]}, x_label=HOSTILE, ticks=[1, 2]),
        bar_plot(HOSTILE, [Bar(HOSTILE, 0.5, (0.4, 0.6), HOSTILE), Bar("none", 0.0, None)]),
        histogram(HOSTILE, [1.0, 2.0, 400.0], x_label=HOSTILE),
        histogram("nothing", [], x_label="ms"),
        reliability_plot(HOSTILE, [(0.5, 1.0, 3)]),
    ]
    for plot in plots:
        elements = Elements(plot)
        assert {"script", "img", "details"}.isdisjoint(tag for tag, _ in elements.elements)
        assert next(attributes["aria-label"] for tag, attributes in elements.elements if tag == "svg")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        path = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), None)
        try:
            opened = playwright.chromium.launch(executable_path=path)
        except sync_api.Error as error:
            pytest.skip(f"no Chromium on this machine: {error.message.splitlines()[0]}")
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_it_filters_and_asks_for_nothing(page: Path, browser: Any, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab = browser.new_page(color_scheme=scheme, viewport={"width": 360, "height": 800})
    seen: list[str] = []
    tab.on("console", lambda message: seen.append(message.text))
    tab.on("pageerror", lambda error: seen.append(str(error)))
    tab.on("dialog", lambda dialog: seen.append(dialog.message))
    tab.on("request", lambda request: seen.append(request.url))
    tab.goto(page.as_uri())
    assert tab.inner_text("#shown") == "3 of 3"
    tab.select_option("select[name=verdict]", "bad")
    assert tab.inner_text("#shown") == "1 of 3"
    tab.select_option("select[name=verdict]", "")
    tab.select_option("select[name=type]", "list" + HOSTILE)
    assert tab.locator("details.q:visible").count() == 1
    tab.select_option("select[name=type]", "")
    tab.fill("input[name=words]", "does not say")
    assert tab.locator("details.q:visible").count() == 1
    tab.fill("input[name=words]", "")
    tab.locator("details.q summary").first.click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    problems = [rule["id"] for rule in Axe().run(tab).response["violations"]]
    assert problems == []
    assert seen == [page.as_uri()]
    tab.close()


def test_axes_have_round_ticks_up_to_the_highest_value() -> None:
    from evaluation.plots import _round_ticks

    assert _round_ticks(237.2) == [0, 50, 100, 150, 200, 250]
    assert _round_ticks(250) == [0, 50, 100, 150, 200, 250]
    assert _round_ticks(0.03) == pytest.approx([0, 0.01, 0.02, 0.03])
    assert _round_ticks(0) == [0, 1]
