"""Duplicates are decided by one key, people are laid side by side, made one and parted again."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from serving.duplicates import runs
from tests.e2e.browser.conftest import Open, Site, get, proof, serious

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ZH, EN = "zh-CN", "en"


def _person(page: Page, site: Site, name: str, email: str, **more: Any) -> str:
    made = page.request.post(
        f"{site.url}/api/v1/talents",
        data={"name": name, "emails": [email], **more},
        headers=proof(page, site),
    )
    assert made.ok, made.text()
    return str(made.json()["id"])


def _is_there(page: Page, site: Site, talent_id: str) -> bool:
    """Tell whether a person is somebody of their own, and not part of another."""
    found = page.request.get(f"{site.url}/api/v1/talents/{talent_id}", max_redirects=0)
    return found.status == 200


def test_people_ticked_are_made_one_with_a_value_chosen_and_parted_again(
    open_page: Open, keep: Any, site: Site
) -> None:
    page = open_page("/people?q=Zyprian", language=EN)
    name = f"Zyprian Aster{uuid.uuid4().hex[:6]}"
    ids = [
        _person(page, site, name, f"{uuid.uuid4().hex}@example.com", headline=headline)
        for headline in ("Head of Rivers", "Head of Lakes")
    ]
    page.reload()
    for at in (0, 1):
        page.locator(".tick").nth(at).click()
    page.get_by_role("link", name="Merge").click()
    page.get_by_role("button", name="Head of Rivers").click()
    expect(page.get_by_role("button", name="Head of Rivers")).to_have_attribute(
        "aria-pressed", "true"
    )
    keep(page, "merge-en-desktop")
    assert serious(page) == []
    page.get_by_placeholder("Reason").fill("met them both")
    page.get_by_role("button", name="Merge").click()
    expect(page).to_have_url(re.compile(r"/people/tal_"))
    expect(page.locator("header.crown")).to_contain_text("Head of Rivers")
    assert [_is_there(page, site, one) for one in ids].count(True) == 1

    page.get_by_role("button", name="Part again").click()
    page.get_by_label("How you know").fill("two people after all")
    page.get_by_role("dialog").get_by_role("button", name="Part again").click()
    expect(page.locator("main")).to_contain_text("two people after all")
    assert all(_is_there(page, site, one) for one in ids)


def test_a_pair_is_made_one_by_key_taken_back_and_told_apart(
    open_page: Open, keep: Any, site: Site
) -> None:
    page = open_page("/duplicates", language=ZH)
    page.get_by_role("button", name="立即对比全部").click()
    expect(page.get_by_text("正在后台对比")).to_be_visible()

    runs.find(site.parts)  # the worker makes the same run, but when it does is not the question

    pair = get(page, site, "/duplicates?state=open")["items"][0]
    ids = [one["id"] for one in pair["talents"]]
    page.goto(f"{site.url}/duplicates?pair={pair['id']}")
    expect(page.locator("table.sides")).to_contain_text(pair["talents"][1]["name"])
    expect(page.locator(".findings li").first).to_be_visible()
    keep(page, "duplicates-zh-CN-desktop")
    assert serious(page) == []
    page.keyboard.press("1")
    expect(page.get_by_text("已合并 2 人。")).to_be_visible()
    assert [_is_there(page, site, one) for one in ids].count(True) == 1
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_text("重新判断。", exact=True)).to_be_visible()
    assert all(_is_there(page, site, one) for one in ids)

    page.goto(f"{site.url}/duplicates?pair={pair['id']}")
    expect(page.locator("table.sides")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_text("两个人，以后不再提示。")).to_be_visible()
    left = get(page, site, "/duplicates?state=open")["items"]
    assert pair["id"] not in {one["id"] for one in left}
    page.goto(f"{site.url}/duplicates?state=different")
    expect(page.locator("aside")).to_contain_text(pair["talents"][0]["name"])
