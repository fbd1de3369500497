import pytest

from trm_ml.dedupe.date_column import read_dates
from trm_ml.dedupe.fields import clean_email, clean_phone, field_of, guess


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("13800138000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086-13800138000", "13800138000"),
        ("(010) 6552-9988 转 123", "1065529988"),
        ("13800138000.0", "13800138000"),
        ("1.39e+10", ""),
        ("11111111", ""),
        ("12345", ""),
        ("+1 (415) 555-2671", "4155552671"),
    ],
)
def test_phones(written: str, read: str):
    assert clean_phone(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("wei <wei@x.com>", "wei@x.com"),
        ("wei+jobs@x.com", "wei@x.com"),
        ("mailto:wei@x.com", "wei@x.com"),
        ("not an address", ""),
        ("@x.com", ""),
    ],
)
def test_emails(written: str, read: str):
    assert clean_email(written) == read


def test_dates_are_read_as_the_column_writes_them():
    assert read_dates(["03/04/1990", "25/12/1990"]) == ["19900403", "19901225"]
    assert read_dates(["03/04/1990", "12/25/1990"]) == ["19900304", "19901225"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1990-05-03", "19900503"),
        ("1990-05-03t00:00:00", "19900503"),
        ("1990-05-03 00:00:00", "19900503"),
        ("19900503", "19900503"),
        ("1990年5月3日", "19900503"),
        ("1990.5", "19900500"),
        ("199005", "19900500"),
        ("1990", "19900000"),
        ("3 may 1990", "19900503"),
        ("may 1990", "19900500"),
        ("31", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_dates(written: str, read: str):
    assert read_dates([written]) == [read]


def test_columns_with_a_known_name_are_found():
    assert field_of("Date of Birth") == "birth_date"
    assert field_of("soc_sec_id") == "id_number"
    assert guess(["姓名", "手机", "hobby"]) == {
        "name": ["姓名"],
        "phone": ["手机"],
        "hobby": ["hobby"],
    }
