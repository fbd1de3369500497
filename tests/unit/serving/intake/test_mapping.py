import pytest

from core.intake.types import ImportKind
from serving.intake import mapping
from serving.intake.rows import InputUnusable, Row


class Fake:
    encoding = "utf-8"

    def __init__(self, columns, *rows):
        self.columns = tuple(columns)
        self._rows = rows

    def rows(self):
        return (
            Row(at, dict(zip(self.columns, row, strict=True)))
            for at, row in enumerate(self._rows, 2)
        )


def guessed(columns, row=None, kind=ImportKind.TALENTS):
    table = Fake(columns, row or ["x"] * len(columns))
    return {item.column: item.field for item in mapping.guess(kind, table)}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("姓名", "name"), ("姓　名", "name"), ("*姓名（必填）", "name"), ("Full Name", "name"),
        ("手机号码", "phone"), ("联系电话", "phone"), ("Mobile", "phone"),
        ("E-mail", "email"), ("电子邮箱：", "email"), ("email_address", "email"),
        ("现居住地", "city"), ("期望工作地点", "desired_city"), ("Current Location", "city"),
        ("最高学历", "education"), ("毕业院校", "school"), ("所学专业", "major"),
        ("工作年限(年)", "years"), ("Years of Experience", "years"),
        ("现公司", "company"), ("Current Employer", "company"), ("目前职位", "title"),
        ("技能标签", "skills"), ("Key Skills", "skills"), ("自我评价", "summary"),
        ("简历内容", "cv_text"), ("Resume_str", "cv_text"), ("简历编号", "external_id"),
        ("ID", "external_id"), ("更新时间", "updated"),
        ("性别", ""), ("出生日期", ""), ("身份证号", ""), ("Gender", ""), ("序号", ""), ("幸运色", ""),
    ],
)  # fmt: skip
def test_headers_in_both_languages(header, field):
    assert guessed([header]) == {header: field}


def test_values_tell_what_unknown_headers_mean():
    assert guessed(["甲", "乙", "丙"], ["a@b.cn", "13800138000", "x"]) == {
        "甲": "email", "乙": "phone", "丙": "",
    }  # fmt: skip


def test_a_field_goes_to_the_first_column_that_fits():
    assert guessed(["姓名", "候选人", "手机", "联系电话"]) == {
        "姓名": "name", "候选人": "", "手机": "phone", "联系电话": "phone",
    }  # fmt: skip


def test_a_person_corrects_the_guess():
    columns = mapping.guess(ImportKind.TALENTS, Fake(["姓名", "昵称"], ["张伟", "阿伟"]))
    found = mapping.corrected(ImportKind.TALENTS, columns, {"昵称": "name", "姓名": ""})
    assert [(item.field, item.guessed) for item in found] == [("", False), ("name", False)]
    with pytest.raises(InputUnusable, match="花名"):
        mapping.corrected(ImportKind.TALENTS, columns, {"花名": "name"})
    with pytest.raises(InputUnusable, match="salary"):
        mapping.corrected(ImportKind.TALENTS, columns, {"姓名": "salary"})


def test_a_table_of_unknown_columns_is_refused():
    columns = mapping.guess(ImportKind.TALENTS, Fake(["幸运色", "星座"], ["红", "狮子"]))
    with pytest.raises(InputUnusable, match="--map"):
        mapping.check(ImportKind.TALENTS, columns)


def test_protected_columns_are_neither_shown_nor_kept():
    columns = mapping.guess(ImportKind.TALENTS, Fake(["姓名", "身份证号"], ["张伟", "4403"]))
    assert columns[1].samples == ()
    rows = mapping.without_protected(
        iter([Row(2, {"姓名": "张伟", "身份证号": "4403", "年龄": "9"})])
    )
    assert next(rows).cells == {"姓名": "张伟"}


@pytest.mark.parametrize(
    ("header", "field"),
    [("岗位名称", "title"), ("职位描述", "text"), ("任职要求", "requirements"), ("Responsibilities", "duties"),
     ("Minimum Qualifications", "requirements"), ("工作地点", "city"), ("Preferred Qualifications", "preferred")],
)  # fmt: skip
def test_headers_of_jobs(header, field):
    assert guessed([header], kind=ImportKind.JOBS) == {header: field}
