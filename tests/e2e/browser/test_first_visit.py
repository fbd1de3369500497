"""What the first visit of a page costs, seen from the browser."""

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import DIST, FIRST_SCREEN, Open, Site, get, gzipped, proof

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FETCHED = "() => performance.getEntriesByType('resource').map(one => new URL(one.name).pathname)"


@pytest.mark.parametrize("path", ["/jobs", "/people", "/people/{talent}", "/jobs/{job}"])
@pytest.mark.usefixtures("ranking")
def test_what_a_first_visit_fetches_is_light(open_page: Open, site: Site, path: str) -> None:
    """What the browser really asks for, also what a page fetches by itself after its start."""
    first = open_page("/settings", language="zh-CN")
    talent = get(first, site, "/talents?limit=1")["items"][0]["id"]
    job = get(first, site, "/jobs?limit=1")["items"][0]["id"]
    made = first.request.post(
        f"{site.url}/api/v1/jobs/{job}/shortlists",
        data={"where": "", "top": 20, "list": "best"},
        headers=proof(first, site),
    )
    assert made.ok, made.text()
    page = open_page(path.format(talent=talent, job=job), language="zh-CN")
    expect(page.locator("h1").first).to_be_visible()
    files = {one.lstrip("/") for one in page.evaluate(FETCHED) if one.startswith("/assets/")}
    total = sum(gzipped(DIST / one) for one in files)
    assert len(files) > 10, files
    assert total <= FIRST_SCREEN, f"{total} bytes gzipped"
