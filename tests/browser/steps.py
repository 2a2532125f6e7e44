"""What a person does on a page, and what the page then says."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Dashboard

PAGES = {
    "": "Are our patients getting better?",
    "condition": "One condition, in full",
    "closer": "Look closer",
    "steadiness": "Is the clinic steady?",
    "time_to_change": "How long until a real change?",
    "podiatrists": "Unusual, or only small?",
    "benefit_harm": "Benefit and harm on one page",
    "how_sure": "How sure can we be?",
    "pain_range": "Did pain and range of motion go together?",
    "drop_out": "What if those who stopped had stayed?",
    "techniques": None,
    "what_else": "What else could explain it?",
    "data_quality": None,
    "studio": "A picture for the public",
    "exports": "What may leave the clinic",
    "import_records": "Bring in our records",
    "activity": "Who did what",
    "methods": None,
}
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
# Plotly may keep numbers packed, as they were sent.
READ_CHART = """chart => {
    const kinds = {f8: Float64Array, f4: Float32Array, i4: Int32Array, i2: Int16Array, i1: Int8Array, u1: Uint8Array};
    const bytes = packed => Uint8Array.from(atob(packed), letter => letter.charCodeAt(0)).buffer;
    const list = kept => Array.from(kept && kept.bdata ? new kinds[kept.dtype](bytes(kept.bdata)) : kept || []);
    return document.querySelectorAll('.js-plotly-plot')[chart].data.map(trace => ({
        type: trace.type, name: trace.name || '', x: list(trace.x), y: list(trace.y),
        error: list(trace.error_x && trace.error_x.array),
    }));
}"""
WRONG = re.compile("Traceback|went wrong")

# Streamlit's own, none of which we can mend: rule -> what the element's HTML must contain.
STREAMLITS: dict[str, str] = {}


def settle(page: Page) -> None:
    """Wait until the page has stopped working, twice in a row, so that a run that is about to begin is waited for."""
    for _ in range(2):
        page.wait_for_timeout(250)
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_text(WRONG)).to_have_count(0)


def visit(page: Page, dashboard: Dashboard, name: str, query: str = "") -> None:
    """Open a page by its address."""
    page.goto(f"{dashboard.url}/{name}{query}")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    settle(page)


def bring(page: Page, name: str, content: bytes, place: int = 0) -> None:
    """Choose a file."""
    field = page.locator('input[type="file"]').nth(place)
    field.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    expect(page.get_by_text(name, exact=True).first).to_be_visible()
    settle(page)


def figures(page: Page) -> dict[str, str]:
    """The figures in boxes, by their labels."""
    boxes = page.get_by_test_id("stMetric").all()
    return {
        box.get_by_test_id("stMetricLabel").inner_text().strip(): box.get_by_test_id("stMetricValue")
        .inner_text()
        .strip()
        for box in boxes
    }


def drawn(page: Page, chart: int = 0) -> list[dict[str, Any]]:
    """What a chart draws: its traces, from the browser's own memory, numbers as lists."""
    expect(page.locator(".js-plotly-plot").nth(chart)).to_be_visible()
    traces: list[dict[str, Any]] = page.evaluate(READ_CHART, chart)
    return traces


def fits(page: Page) -> bool:
    """Whether nothing on the page reaches beyond its right edge."""
    inside: bool = page.evaluate(
        """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
            .every(part => part.scrollWidth <= part.clientWidth + 1)"""
    )
    return inside


def grave(page: Page) -> list[str]:
    """What axe-core calls serious or critical and is ours."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
        if STREAMLITS.get(violation["id"], "\0") not in node["html"]
    ]
