"""Takes the screenshots of the README: python docs/screenshots.py [FOLDER]

Starts the server on the bundled report in a folder of its own, asks it in a real Chromium ($CHROMIUM, default
/usr/bin/chromium), and writes PNG files. Needs playwright (the dev extra) and CJK fonts.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDE = {"width": 1360, "height": 850}
PHONE = {"width": 390, "height": 780}
ANSWERED = "#yj-bot .yj-answer:not(.yj-partial) > .yj-actions"
_SERVER = """
import sys
from pathlib import Path
import uvicorn
from index import Index, read_documents
from source_text import bundled_reports
from ui.app import create_app
from ui.settings import Settings

home, port = Path(sys.argv[1]), int(sys.argv[2])
index = Index.build(read_documents(bundled_reports()), home / "index")
settings = Settings(port=port, feedback=home / "feedback.jsonl")
uvicorn.run(create_app(settings, index), port=port, log_level="warning")
"""


def main(folder: Path) -> None:
    """Writes zh, en, dark, figures, silence and mobile into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with _server() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        zh = _visit(browser, url)
        _ask(zh, "上半年工业投资和民间投资分别增长多少?")
        zh.locator("#yj-bot a.yj-cite").nth(1).click()
        zh.locator("#yj-bot a.yj-cite").first.hover()
        zh.wait_for_selector("#yj-card")
        _save(zh, folder / "zh.png")

        en = _visit(browser, url, locale="en-US")
        _ask(en, "How many new jobs were created in cities and towns?")
        en.locator("#yj-bot a.yj-cite").first.click()
        en.locator(".yj-why summary").click()
        _save(en, folder / "en.png")

        dark = _visit(browser, url, color_scheme="dark")
        _ask(dark, "新能源汽车产量增长了多少?")
        dark.locator("#yj-bot a.yj-cite").first.click()
        _save(dark, folder / "dark.png")

        figures = _visit(browser, url)
        figures.locator('.yj-tab[data-view="figures"]').click()
        figures.wait_for_selector("#yj-figures tbody tr")
        for row in (0, 4, 5, 6, 7):
            figures.locator("#yj-figures tbody input").nth(row).check()
        figures.locator("#yj-figures tbody .yj-c-value a").nth(4).click()
        figures.evaluate("document.getElementById('yj-figures').scrollTop = 0")
        _save(figures, folder / "figures.png")

        silence = _visit(browser, url)
        _ask(silence, "深圳的人口有多少?")
        silence.locator(".yj-near-link").first.click()
        _save(silence, folder / "near-miss.png")

        phone = _visit(browser, url, viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)
        _ask(phone, "上半年社会消费品零售总额增长多少?")
        _save(phone, folder / "mobile.png")
        phone.locator("#yj-bot a.yj-cite").first.tap()
        _save(phone, folder / "mobile-place.png")
        browser.close()


@contextmanager
def _server() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen([sys.executable, "-c", _SERVER, home, str(port)], cwd=ROOT, env=environment)
        try:
            url = f"http://127.0.0.1:{port}/"
            _wait(url + "readyz", process)
            yield url
        finally:
            process.terminate()
            process.wait(10)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("the server did not start; what it said stands above")


def _visit(browser: Browser, url: str, **options: Any) -> Page:
    context = browser.new_context(**{"locale": "zh-CN", "viewport": WIDE, "reduced_motion": "reduce", **options})
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(".yj-start-list button")
    return page


def _ask(page: Page, question: str) -> None:
    page.fill("#yj-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(ANSWERED)


def _save(page: Page, path: Path) -> None:
    page.wait_for_timeout(500)
    page.screenshot(path=path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots")
