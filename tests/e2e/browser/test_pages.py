"""Each screen does its main job in a real browser, in both languages, on desk and phone."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.browser.conftest import (
    DESKTOP,
    PASSWORD,
    PHONE,
    Open,
    Site,
    get,
    serious,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ZH, EN = "zh-CN", "en"
# one language is enough to find what is broken; the other one is looked at in the long run
LANGUAGES = [ZH, pytest.param(EN, marks=pytest.mark.long)]
ENGLISH = [EN, pytest.param(ZH, marks=pytest.mark.long)]
SAY: dict[str, dict[str, str]] = {
    "zh-CN": {
        "email": "邮箱",
        "password": "密码",
        "sign-in": "登录",
        "wrong": "邮箱或密码不正确",
        "filter": "筛选",
        "value": "取值",
        "apply": "应用",
        "years": "年限",
        "years-sentence": "6 年及以上",
        "example": "用示例试试",
        "create": "创建并排序",
        "accept": "通过",
        "reject": "不合适",
        "save-decision": "保存决定",
        "rejected": "不合适",
        "compare": "对比",
        "compare-2": "对比 2 人",
        "why-not": "输入姓名",
        "nice": "改为加分项",
        "history": "以往名单",
        "changed": "1 处改动未排序",
        "rerank": "重新排序",
        "pass": "不考虑",
        "star": "看好",
        "edit": "编辑",
        "save": "保存",
        "undo": "撤销上次编辑",
        "headline": "一句话介绍",
        "import-go": "上传并检查",
        "choose": "选择文件",
        "source": "来源",
        "start": "开始导入",
        "done": "导入完成",
        "refused": "1 行被退回",
        "shortcuts": "快捷键",
        "export": "导出",
    },
    "en": {
        "email": "E-mail",
        "password": "Password",
        "sign-in": "Sign in",
        "wrong": "do not match an active account",
        "filter": "Filter",
        "value": "Value",
        "apply": "Apply",
        "years": "Years",
        "years-sentence": "6 years or more",
        "example": "Use an example",
        "create": "Create and rank people",
        "accept": "Accept",
        "reject": "Reject",
        "save-decision": "Save decision",
        "rejected": "Rejected",
        "compare": "Compare",
        "compare-2": "Compare 2",
        "why-not": "Name of a person",
        "nice": "Make nice-to-have",
        "history": "Earlier lists",
        "changed": "1 change not ranked yet",
        "rerank": "Rank again",
        "pass": "Pass",
        "star": "Star",
        "edit": "Edit",
        "save": "Save",
        "undo": "Undo last edit",
        "headline": "Headline",
        "import-go": "Upload and check",
        "choose": "Choose file",
        "source": "Source",
        "start": "Start import",
        "done": "Import finished",
        "refused": "1 row refused",
        "shortcuts": "Keyboard shortcuts",
        "export": "Export",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_in(open_page: Open, keep: Any, language: str) -> None:
    say = SAY[language]
    page = open_page("/jobs", language=language, email="", size=PHONE)
    expect(page).to_have_url(re.compile(r"/signin\?next=%2Fjobs$"))
    page.get_by_label(say["email"], exact=True).fill("lin@example.com")
    page.get_by_label(say["password"], exact=True).fill("wrong entirely")
    page.get_by_role("button", name=say["sign-in"]).click()
    expect(page.get_by_role("alert")).to_contain_text(say["wrong"])
    keep(page, f"sign-in-{language}-phone")
    page.get_by_label(say["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=say["sign-in"]).click()
    expect(page).to_have_url(re.compile(r"/jobs$"))


@pytest.mark.parametrize("language", ENGLISH)
def test_people_are_filtered_in_a_sentence_and_walked_by_keys(
    open_page: Open, keep: Any, language: str
) -> None:
    say = SAY[language]
    page = open_page("/people", language=language)
    before = page.get_by_role("status").first.inner_text()
    page.get_by_role("button", name=say["filter"], exact=True).click()
    page.locator("form select").first.select_option(label=say["years"])
    page.locator("form input[inputmode=decimal]").fill("6")
    page.get_by_role("button", name=say["apply"]).click()
    expect(page.get_by_role("button", name=say["years-sentence"], exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("where=years"))
    expect(page.get_by_role("status").first).not_to_have_text(before)
    with page.expect_download() as taken:
        page.get_by_role("button", name=say["export"], exact=True).click()
    lines = Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert str(len(lines) - 1) in page.get_by_role("status").first.inner_text().split()
    page.locator(".list [role=option]").first.click()
    first = page.locator("aside.preview h2").inner_text()
    page.locator(".list").press("ArrowDown")
    expect(page.locator("aside.preview h2")).not_to_have_text(first)
    second = page.locator("aside.preview h2").inner_text()
    page.reload()
    expect(page.locator("aside.preview h2")).to_have_text(second)
    keep(page, f"people-{language}-desktop")
    page.locator(".list").press("Enter")
    expect(page.locator("h1")).to_have_text(second)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_profile_is_edited_by_hand_and_the_edit_undone(
    open_page: Open, keep: Any, site: Site, language: str
) -> None:
    say = SAY[language]
    page = open_page("/people", language=language)
    talent = get(page, site, "/talents?limit=5")["items"][4]
    page.goto(f"{site.url}/people/{talent['id']}")
    page.get_by_role("button", name=say["edit"], exact=True).click()
    page.get_by_label(say["headline"], exact=True).fill("首席算法科学家 Principal Scientist")
    page.get_by_role("button", name=say["save"], exact=True).click()
    expect(page.locator("header.crown")).to_contain_text("首席算法科学家 Principal Scientist")
    page.get_by_role("button", name=say["undo"]).click()
    expect(page.locator("header.crown")).not_to_contain_text("首席算法科学家 Principal Scientist")
    keep(page, f"profile-{language}-desktop")
    page.goto(f"{site.url}/people/{talent['id']}?tab=resume")
    expect(page.locator("article.cv mark").first).to_be_visible()
    keep(page, f"resume-{language}-desktop")


@pytest.mark.parametrize(
    ("language", "size", "name"),
    [
        (ZH, DESKTOP, "desktop"),
        pytest.param(EN, DESKTOP, "desktop", marks=pytest.mark.long),
        pytest.param(ZH, PHONE, "phone", marks=pytest.mark.long),
        (EN, PHONE, "phone"),
    ],
)
@pytest.mark.usefixtures("ranking")
def test_a_pasted_job_is_ranked_and_every_reason_shows_its_sentence(
    open_page: Open, keep: Any, language: str, size: dict[str, int], name: str
) -> None:
    say = SAY[language]
    page = open_page("/jobs/new", language=language, size=size)
    page.get_by_role("button", name=say["example"]).click()
    expect(page.locator("aside .label", has_text="Python").first).to_be_visible()
    page.get_by_role("button", name=say["create"]).click()
    rows = page.locator("li.match")
    expect(rows.first).to_be_visible(timeout=60_000)
    assert rows.count() == 20
    proven = page.locator("button.chip:has(.count)").first
    proven.click()
    expect(page.locator(".proof mark").first).to_be_visible()
    expect(page.locator(".about")).to_have_count(1)
    keep(page, f"matches-{language}-{name}")
    assert serious(page) == []


@pytest.mark.parametrize("language", ENGLISH)
@pytest.mark.usefixtures("ranking")
def test_matches_are_compared_questioned_rejected_and_ranked_again(
    open_page: Open, keep: Any, site: Site, language: str
) -> None:
    say = SAY[language]
    page = open_page("/jobs/new", language=language)
    page.get_by_role("button", name=say["example"]).click()
    expect(page.locator("aside .label", has_text="Python").first).to_be_visible()
    page.get_by_role("button", name=say["create"]).click()
    rows = page.locator("li.match")
    expect(rows.first).to_be_visible(timeout=60_000)

    rows.nth(1).get_by_role("button", name=say["reject"]).click()
    save = page.get_by_role("button", name=say["save-decision"])
    expect(save).to_be_disabled()
    page.get_by_placeholder(re.compile("用自己的话|own words")).fill("地点不合适 place")
    save.click()
    expect(rows.nth(1).locator(".act.reject")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(rows.nth(1)).to_contain_text("地点不合适 place")

    for at in (0, 2):
        rows.nth(at).get_by_role("button", name=say["compare"], exact=True).click()
    page.get_by_role("button", name=say["compare-2"]).click()
    expect(page.locator("table.compare thead th")).to_have_count(3)
    keep(page, f"compare-{language}-desktop")
    page.keyboard.press("Escape")

    listed = {row.get_attribute("id") for row in rows.all()}
    absent = next(
        one
        for one in get(page, site, "/talents?limit=100&sort=name")["items"]
        if f"m-{one['id']}" not in listed
    )
    page.get_by_placeholder(say["why-not"]).fill(absent["name"])
    page.get_by_role("option", name=re.compile(re.escape(absent["name"]))).first.click()
    expect(page.locator("aside.right .proof")).to_contain_text(absent["name"])

    page.get_by_role("button", name=re.compile(f"^{say['nice']}")).last.click()
    expect(page.locator(".changebar")).to_contain_text(say["changed"])
    page.get_by_role("button", name=say["rerank"]).click()
    expect(page.locator(".changebar")).to_have_count(0)
    expect(page.get_by_role("combobox", name=say["history"])).to_be_visible()
    keep(page, f"matches-why-not-{language}-desktop")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.usefixtures("ranking")
def test_a_hiring_manager_reviews_on_the_phone(
    open_page: Open, keep: Any, site: Site, language: str
) -> None:
    say = SAY[language]
    recruiter = open_page("/jobs", language=language)
    job = get(recruiter, site, "/jobs?limit=50")["items"][-1 if language == "en" else -2]
    recruiter.goto(f"{site.url}/jobs/{job['id']}")
    recruiter.locator("section.middle").get_by_role("button").click()
    expect(recruiter.locator("li.match").first).to_be_visible(timeout=60_000)

    page = open_page("/", language=language, size=PHONE, email="mei@example.com")
    expect(page).to_have_url(re.compile("/review$"))
    keep(page, f"reviews-{language}-phone")
    page.get_by_role("link", name=re.compile(re.escape(job["title"]))).first.click()
    first = page.locator(".who h1").inner_text()
    keep(page, f"review-{language}-phone")
    assert serious(page) == []
    page.get_by_role("button", name=say["star"]).click()
    expect(page.locator(".who h1")).not_to_have_text(first)
    second = page.locator(".who h1").inner_text()
    page.get_by_role("button", name=say["pass"]).click()
    expect(page.locator(".note.warn")).to_be_visible()
    page.locator("#review-reason").fill("方向不同 other field")
    page.get_by_role("button", name=say["pass"]).click()
    expect(page.locator(".who h1")).not_to_have_text(second)
    page.goto(f"{site.url}/people")
    expect(page.locator("main")).not_to_contain_text(first)


@pytest.mark.parametrize("language", ENGLISH)
def test_a_spreadsheet_is_mapped_and_imported_and_refused_rows_are_told(
    open_page: Open, keep: Any, tmp_path: Path, language: str
) -> None:
    say = SAY[language]
    table = tmp_path / f"people-{language}.csv"
    table.write_text(
        "姓名,邮箱,现职位,所在城市,技能,备注\n"
        f"赵一鸣,zhao.{language}@example.com,数据工程师,杭州,Python;SQL;Spark,校招\n"
        f"Amélie Okonkwo-Vandenberghe,amelie.{language}@example.com,Designer,Shanghai,Figma,\n"
        ",,,,,\n"
        ",not an address,,,,\n",
        encoding="utf-8-sig",
    )
    page = open_page("/imports?new=1", language=language)
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_label(say["source"], exact=True).fill(f"campus {language}")
    page.get_by_role("button", name=say["import-go"]).click()
    expect(page.locator("table").first).to_contain_text("现职位")
    keep(page, f"import-mapping-{language}-desktop")
    page.get_by_role("button", name=say["start"]).click()
    expect(page.get_by_text(say["done"])).to_be_visible(timeout=60_000)
    expect(page.get_by_text(say["refused"])).to_be_visible()
    keep(page, f"import-done-{language}-desktop")


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_open_the_sheet_and_the_command_bar(open_page: Open, keep: Any, language: str) -> None:
    page = open_page("/jobs", language=language)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=SAY[language]["shortcuts"])).to_be_visible()
    keep(page, f"shortcuts-{language}-desktop")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name=re.compile("人才、职位或页面|Person, job or page"))
    box.fill("engineer" if language == "en" else "工程师")
    expect(page.get_by_role("option").first).to_be_visible()
    page.wait_for_timeout(400)
    keep(page, f"command-{language}-desktop")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/(people|jobs)/\w+"))


PAGES = ["/people", "/jobs", "/imports?new=1", "/access", "/settings", "/system", "/models"]
SHORT = {("/jobs/new", "light"), ("/access", "dark")}


@pytest.mark.parametrize(
    ("path", "theme"),
    [
        pytest.param(path, theme, marks=[] if (path, theme) in SHORT else pytest.mark.long)
        for path in (*PAGES, "/jobs/new")
        for theme in ("light", "dark")
    ],
)
def test_axe_finds_nothingserious(open_page: Open, keep: Any, path: str, theme: str) -> None:
    page = open_page(path, language=ZH if theme == "dark" else EN, theme=theme)
    expect(page.locator("h1").first).to_be_visible()
    keep(page, f"page{re.sub(r'[^a-z]+', '-', path)}-{theme}")
    assert serious(page) == []


@pytest.mark.long
@pytest.mark.parametrize(("language", "title"), [(ZH, "高级会计"), (EN, "Procurement Manager")])
@pytest.mark.usefixtures("ranking")
def test_the_pictures_of_the_guides(
    open_page: Open, keep: Any, site: Site, language: str, title: str
) -> None:
    """Make `docs/pictures/matches-*.png` anew among the artefacts; they are copied by hand."""
    page = open_page("/jobs", language=language)
    found = get(page, site, "/jobs?limit=100")["items"]
    job = next((one for one in found if title in one["title"]), found[0])
    page.goto(f"{site.url}/jobs/{job['id']}")
    first = page.locator("section.middle .empty button")
    expect(first.or_(page.locator("li.match").first)).to_be_visible()
    if first.is_visible():
        first.click()
    expect(page.locator("li.match").first).to_be_visible(timeout=60_000)
    page.locator("button.chip:has(.count)").first.click()
    expect(page.locator(".proof mark").first).to_be_visible()
    keep(page, f"picture-{language}")
