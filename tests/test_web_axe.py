"""Accessibility of the page: axe-core finds nothing serious or critical, in each language, scheme and width."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from web_pages import Visit, visit  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser

WIDE = {"width": 1360, "height": 860}
PHONE = {"width": 320, "height": 640}


def _violations(page: Any) -> list[str]:
    """Of the page as it stands, in both schemes."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        red = page.evaluate("Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
        assert (red < 100) == (scheme == "dark"), "the page does not follow the scheme"
        found += [
            f"{scheme}: {one['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
            for one in Axe().run(page).response["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
    return found


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_axe_is_content(visit: Callable[..., Visit], locale: str, viewport: dict[str, int]) -> None:  # noqa: F811
    made = visit(locale=locale, viewport=viewport)
    page = made.page
    page.wait_for_selector(".yj-start-list button")
    assert _violations(page) == []
    made.ask("工业投资和民间投资分别增长多少?")
    made.ask("火星上有多少人?")
    page.locator("details.yj-why").first.evaluate("node => node.open = true")
    page.locator("#yj-bot a.yj-cite").first.focus()
    assert _violations(page) == []
    page.locator("#yj-bot a.yj-cite").first.click()
    page.wait_for_selector("#yj-text mark.active")
    assert _violations(page) == []
    page.keyboard.press("Escape")
    page.locator('.yj-tab[data-view="figures"]').click()
    page.locator("#yj-figures tbody input").nth(1).check()
    page.wait_for_selector(".yj-bars")
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
