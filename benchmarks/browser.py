"""What a reader waits for in the browser: `python -m benchmarks.browser SITE`.

SITE is a folder that `errdocs build` wrote. Each figure comes from a fresh browser without a
cache. Bytes are those of bodies, gzipped as hosts do it; times count from the start of the visit.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright
from tests.chromium import find_chromium

from benchmarks.served import FLAGS, NoChromium
from benchmarks.slow_host import FAST, SLOW, Asked, Line, serve_slowly
from benchmarks.table import table_lines

PAGES = {"home": "", "index": "errors/"}
HEAD = (
    "page", "HTML", "requests", "bytes", "depth", "shown, slow", "answer, slow", "usable",
    "shift", "not asked for",
)  # fmt: skip
UNASKED = ("search/search_index.json", "sitemap.xml")
"""What the theme fetches for those who search, and for those who change the version."""
PASTED = "Range of max_tokens should be [1, 8192]"
PASTE = """(text) => {
    const paste = () => {
        const input = document.querySelector("[data-lookup-input]");
        if (!input || !performance.getEntriesByName("first-contentful-paint").length) return;
        clearInterval(timer);
        input.value = text;
        const how = { bubbles: true, inputType: "insertFromPaste" };
        input.dispatchEvent(new InputEvent("input", how));
    };
    const timer = setInterval(paste, 20);
}"""
SHIFT = """() => {
    window.shift = 0;
    const add = ({ hadRecentInput, value }) => { window.shift += hadRecentInput ? 0 : value; };
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(add));
    observer.observe({ type: "layout-shift", buffered: true });
}"""
SHOWN = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
READY = """error-lookup[data-ready], form[data-facets]:not([hidden])"""
FILTER = """async (text) => {
    const field = document.querySelector("[data-facet=text]");
    const times = [];
    for (const word of text) {
        const start = performance.now();
        field.value = word;
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        document.body.offsetHeight;
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    return times;
}"""
WORDS = ("t", "th", "thr", "invalid", "400", "zzz", "", "model", "mod", "x")


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit of a page showed."""

    asked: Sequence[Asked]
    shown: float
    """Seconds to the first paint of content."""
    usable: float
    """Seconds to the page's own scripts being at work; 0 where it has none."""
    answered: float
    """Seconds to the answer to what was pasted at the first paint; 0 where there is no box."""
    shift: float
    """How much of the page moved under the reader, as Chromium counts it."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="Measure a built site in Chromium.")
    add = parser.add_argument
    add("site", type=Path, help="folder that `errdocs build` wrote")
    add("--case", help="path of the page of a case (default: the first with one)")
    add("--rounds", type=int, default=3, help="visits of which the median is taken (default: 3)")
    options = parser.parse_args()
    pages = {**PAGES, "case": options.case or _a_case(options.site)}
    with sync_playwright() as playwright:
        chromium = find_chromium()
        if not chromium:
            raise NoChromium
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        rows = [_row(browser, options, name, path) for name, path in pages.items()]
        for line in table_lines(HEAD, rows):
            print(line)
        print(*_filter_lines(browser, options.site), sep="\n")
        browser.close()


def _a_case(site: Path) -> str:
    pages = sorted((site / "errors").glob("*/*/index.html"))
    others = ("category", "status", "index", "similar")
    found = next(page for page in pages if page.parents[1].name not in others)
    return f"{found.parent.relative_to(site).as_posix()}/"


def _row(browser: Browser, options: argparse.Namespace, name: str, path: str) -> tuple[str, ...]:
    fast = [_visit(browser, options.site, path, FAST) for _ in range(options.rounds)]
    slow = [_visit(browser, options.site, path, SLOW) for _ in range(options.rounds)]
    asked = fast[0].asked
    unasked = [name for name in UNASKED if any(one.path.endswith(name) for one in asked)]
    return (
        name,
        f"{asked[0].sent / 1000:.1f} kB",
        str(len(asked)),
        f"{sum(one.sent for one in asked) / 1000:.0f} kB",
        str(max(_depths(asked))),
        _seconds([visit.shown for visit in slow]),
        _seconds([visit.answered for visit in slow]),
        _seconds([visit.usable for visit in fast]),
        f"{max(visit.shift for visit in fast):.3f}",
        ", ".join(unasked) or "-",
    )


def _visit(browser: Browser, site: Path, path: str, line: Line) -> Visit:
    with serve_slowly(site, line) as host:
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(f"({SHIFT})()")
        has_box = not path
        if has_box and line is SLOW:
            page.add_init_script(f"({PASTE})({PASTED!r})")
        page.goto(host.address + path, wait_until="commit", timeout=90_000)
        usable = _time_of(page, READY) if path in PAGES.values() else 0.0
        answered = _time_of(page, "[data-lookup-match]") if has_box and line is SLOW else 0.0
        page.wait_for_load_state("networkidle", timeout=90_000)
        shown, shift = page.evaluate(SHOWN) / 1000, page.evaluate("window.shift")
        context.close()
        return Visit(tuple(host.asked), shown, usable, answered, shift)


def _time_of(page: Page, selector: str) -> float:
    """Return when something came, in seconds from the start of the visit."""
    page.wait_for_selector(selector, timeout=90_000)
    time: float = page.evaluate("performance.now()")
    return time / 1000


def _depths(asked: Sequence[Asked]) -> Iterator[int]:
    """Yield how many files had to come before each of them could be asked for."""
    depths: dict[str, int] = {}
    for one in asked:
        depths.setdefault(one.path, depths.get(one.referrer, -1) + 1)
        yield depths[one.path]


def _filter_lines(browser: Browser, site: Path) -> Iterator[str]:
    """Yield how long filters of the index take, once all its entries are there."""
    with serve_slowly(site, FAST) as host:
        page = browser.new_page()
        page.goto(f"{host.address}errors/?text=invalid")
        page.wait_for_selector("[data-facet-count]:has-text('of')", timeout=90_000)
        page.wait_for_load_state("networkidle", timeout=90_000)
        all_there: float = page.evaluate("performance.now()")
        times = page.evaluate(FILTER, WORDS)
        rows: int = page.evaluate("document.querySelectorAll('[data-case-row]').length")
        page.close()
    yield f"filters of the index, {rows:,} rows: all there after {all_there / 1000:.2f} s;"
    yield f"median {median(times):.0f} ms, longest {max(times):.0f} ms"


def _seconds(times: Sequence[float]) -> str:
    return f"{median(times):.2f} s" if any(times) else "-"


if __name__ == "__main__":
    main()
