"""Consent, follow-ups, erasure, ticking several people, taking an import back: as a user does it."""

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser.conftest import PHONE, Open, Site, get, proof, serious

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ZH, EN = "zh-CN", "en"


def _person(page: Page, site: Site) -> dict[str, Any]:
    """Write down somebody new, whom no other test knows."""
    name = f"Quirin Aster{uuid.uuid4().hex[:6]}"
    made = page.request.post(
        f"{site.url}/api/v1/talents",
        data={"name": name, "emails": [f"{uuid.uuid4().hex}@example.com"]},
        headers=proof(page, site),
    )
    assert made.ok, made.text()
    found: dict[str, Any] = made.json()
    return found


def test_a_consent_is_recorded_with_its_words_and_withdrawn(
    open_page: Open, keep: Any, site: Site
) -> None:
    page = open_page("/trust?tab=wordings", language=EN)
    person = _person(page, site)
    version = f"test {uuid.uuid4().hex[:6]}"
    page.get_by_role("button", name="Add a wording").first.click()
    page.get_by_label("Version").fill(version)
    page.get_by_label("Chinese").fill("我同意进入人才库。")
    page.get_by_label("English").fill("I agree to be kept in the talent pool.")
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("main")).to_contain_text(version)

    page.goto(f"{site.url}/people/{person['id']}?tab=consent")
    pool = page.get_by_role("listitem", name="Talent pool")
    expect(pool).to_contain_text("Not allowed")
    pool.get_by_role("button", name="Record").click()
    record = page.get_by_role("dialog").get_by_role("button", name="Record")
    expect(page.get_by_role("dialog")).to_contain_text("I agree to be kept in the talent pool.")
    expect(record).to_be_disabled()
    page.get_by_label("Proof").fill("mail of 3 May")
    record.click()
    expect(pool).not_to_contain_text("Not allowed")
    expect(page.get_by_role("region", name="Ledger")).to_contain_text("mail of 3 May")
    keep(page, "consent-en-desktop")
    assert serious(page) == []

    pool.get_by_role("button", name="Withdraw").click()
    page.get_by_label("Channel").select_option(label="Phone")
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(pool).to_contain_text("except by Phone")
    page.get_by_role("button", name="Stop scoring").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop scoring").click()
    expect(page.get_by_role("listitem", name="Scoring")).to_contain_text("Not allowed")
    said = get(page, site, f"/talents/{person['id']}/consents")["decisions"]
    answers = {(one["purpose"], one["channel"]): one["allowed"] for one in said}
    assert answers[("talent_pool", "any")]
    assert not answers[("talent_pool", "phone")]
    assert not answers[("profiling", "any")]


def test_a_follow_up_is_planned_found_on_its_day_and_done_by_keys(
    open_page: Open, keep: Any, site: Site
) -> None:
    page = open_page("/tasks", language=ZH)
    person = _person(page, site)
    page.goto(f"{site.url}/people/{person['id']}?tab=follow")
    page.get_by_role("button", name="添加待办").click()
    page.get_by_label("要做什么").fill("问问新项目")
    page.get_by_role("button", name="三个月后").click()
    page.get_by_role("dialog").get_by_role("button", name="添加", exact=True).click()
    row = page.locator("li.todo", has_text="问问新项目")
    expect(row).to_be_visible()
    with page.expect_download() as taken:
        row.get_by_role("link", name="“问问新项目”的日历文件").click()
    assert "SUMMARY:" in Path(taken.value.path()).read_text()
    page.get_by_role("button", name="登记通话").click()
    page.get_by_label("分钟").fill("12")
    page.get_by_label("下一步").fill("发送职位说明")
    page.get_by_role("button", name="明天").click()
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.locator("li.todo", has_text="已接通")).to_contain_text("12 分钟")
    expect(page.locator("li.todo", has_text="发送职位说明")).to_contain_text("明天")
    keep(page, "follow-up-zh-CN-desktop")

    page.goto(f"{site.url}/tasks")
    expect(page.locator("main")).not_to_contain_text("问问新项目")
    page.get_by_text("全部未完成").click()
    late = page.locator("li.todo", has_text="问问新项目").filter(has_text=person["name"])
    expect(late).to_be_visible()
    for _ in range(page.locator("li.todo").count()):
        page.keyboard.press("j")
    expect(page.locator("li.todo").last).to_have_class(re.compile(r"\bon\b"))
    assert serious(page) == []
    page.locator("li.todo").last.scroll_into_view_if_needed()
    last = page.locator("li.todo").last.locator("strong").inner_text()
    before = page.locator("li.todo").count()
    page.keyboard.press("d")
    expect(page.get_by_role("dialog")).to_contain_text(f"完成：{last}")
    page.get_by_label("结果").fill("聊过了")
    page.keyboard.press("Enter")
    expect(page.locator("li.todo")).to_have_count(before - 1)


def test_a_person_is_erased_only_after_their_name_was_typed(
    open_page: Open, keep: Any, site: Site
) -> None:
    page = open_page("/people", language=EN)
    person = _person(page, site)
    page.goto(f"{site.url}/people/{person['id']}?tab=consent")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Make copy").click()
    assert taken.value.suggested_filename == f"{person['id']}.zip"
    page.get_by_role("button", name="Erase", exact=True).click()
    dialog = page.get_by_role("dialog")
    erase = dialog.get_by_role("button", name="Erase", exact=True)
    dialog.get_by_label("Reason").fill("asked for it by mail")
    dialog.get_by_label(re.compile("^Type")).fill("somebody else")
    expect(erase).to_be_disabled()
    keep(page, "erase-en-desktop")
    dialog.get_by_label(re.compile("^Type")).fill(person["name"])
    erase.click()
    expect(page).to_have_url(re.compile(r"/trust\?tab=erasures"))
    row = page.locator("tr", has_text=person["id"])
    expect(row).to_contain_text("Done", timeout=40_000)
    gone = page.request.get(f"{site.url}/api/v1/talents/{person['id']}")
    assert gone.status == 404


def test_several_people_are_ticked_exported_and_planned_for_and_it_is_taken_back(
    open_page: Open, keep: Any, site: Site
) -> None:
    page = open_page("/people?sort=name", language=EN)
    ticks = page.locator(".tick")
    ticks.nth(1).click()
    ticks.nth(4).click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="With the people ticked")
    expect(bar).to_contain_text("4 ticked")
    page.locator(".list [role=option]").nth(6).click()
    page.locator(".list").press("x")
    expect(bar).to_contain_text("5 ticked")
    keep(page, "bulk-en-desktop")
    assert serious(page) == []
    with page.expect_download() as taken:
        bar.get_by_role("button", name="Export").click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 6
    bar.get_by_role("button", name="Add follow-up").click()
    title = f"ask again {uuid.uuid4().hex[:6]}"
    page.get_by_label("What is to be done").fill(title)
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Added for 5 people.")).to_be_visible()

    def open_ones() -> int:
        return sum(one["title"] == title for one in get(page, site, "/tasks?due=all")["items"])

    assert open_ones() == 5
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert open_ones() == 0


def test_the_columns_chosen_are_there_after_a_reload(open_page: Open) -> None:
    page = open_page("/people", language=ZH)
    head = page.locator(".listhead")
    expect(head).to_contain_text("学历")
    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_label("学历").uncheck()
    page.get_by_label("语言").check()
    page.keyboard.press("Escape")
    page.reload()
    expect(head).to_contain_text("语言")
    expect(head).not_to_contain_text("学历")
    page.get_by_role("button", name="列", exact=True).click()
    page.get_by_role("button", name="恢复默认").click()
    expect(head).to_contain_text("学历")


def test_an_import_is_taken_back_with_its_counts(
    open_page: Open, keep: Any, tmp_path: Path
) -> None:
    table = tmp_path / "fair.csv"
    name = f"Undine Falk{uuid.uuid4().hex[:6]}"
    table.write_text(f"name,email\n{name},{uuid.uuid4().hex}@example.com\n", encoding="utf-8")
    page = open_page("/imports?new=1", language=EN)
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_label("Source", exact=True).fill("fair")
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("button", name="Start import").click()
    expect(page.get_by_text("Import finished")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Take back").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 people go")
    dialog.get_by_role("button", name="Take back").click()
    expect(page.get_by_text(re.compile("^Taken back on"))).to_be_visible(timeout=60_000)
    keep(page, "import-undone-en-desktop")


@pytest.mark.parametrize("path", ["/tasks", "/trust", "/trust?tab=suppressions"])
def test_pages_of_trust_and_follow_ups_read_on_the_phone(
    open_page: Open, keep: Any, path: str
) -> None:
    page = open_page(path, language=ZH, size=PHONE, theme="dark")
    expect(page.locator("h1").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    keep(page, f"phone{re.sub(r'[^a-z]+', '-', path)}-dark")
    assert serious(page) == []
