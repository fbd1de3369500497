"""Settings: nothing must be set, the environment wins over trm.toml, secrets are not shown."""

import sys
from pathlib import Path

import pytest

from serving.settings import Settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_must_be_set(elsewhere: Path):
    settings = Settings()
    assert settings.workspace == elsewhere / "var"
    assert settings.database_url == f"sqlite:///{elsewhere / 'var' / 'trm.db'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.models == Path(sys.prefix) / "share" / "trm" / "models"
    assert not settings.secure_cookies


def test_the_environment_wins_over_the_file_and_arguments_over_both(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
):
    (elsewhere / "trm.toml").write_text('port = 9001\nhost = "10.0.0.7"\nlanguage = "zh-CN"\n')
    monkeypatch.setenv("TRM_PORT", "9002")
    assert (Settings().port, Settings().host, Settings().language) == (9002, "10.0.0.7", "zh-CN")
    assert Settings(port=9003).base_url == "http://10.0.0.7:9003"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_its_own_driver(scheme: str):
    settings = Settings(database_url=f"{scheme}://u:geheim@db/trm")
    assert settings.database_url == "postgresql+psycopg://u:geheim@db/trm"


def test_wecom_is_connected_whole_or_not_at_all():
    with pytest.raises(ValueError, match="wecom_aes_key"):
        Settings(wecom_corp_id="ww1", wecom_token="t", wecom_secret="s", wecom_aes_key="short")
    whole = {"wecom_token": "t", "wecom_secret": "geheim", "wecom_aes_key": "k" * 43}
    assert "geheim" not in repr(Settings(wecom_corp_id="ww1", **whole))


def test_secrets_are_not_shown():
    settings = Settings(
        database_url="postgresql://u:geheim@db/trm",
        smtp_url="smtp://u:geheim@mail",
        webhook_secret="whsec_geheim",
    )
    assert "geheim" not in repr(settings)


@pytest.mark.parametrize(
    ("base_url", "secure"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost", False),
        ("http://[::1]:8000", False),
        ("https://127.0.0.1", True),
        ("https://trm.example.org", True),
        ("http://trm.example.org", True),  # plain http outside of this machine: no cookie at all
    ],
)
def test_cookies_are_for_https_but_on_this_machine(base_url: str, secure: bool):
    assert Settings(base_url=base_url).secure_cookies is secure


def test_the_server_answers_to_its_own_names():
    hosts = Settings(base_url="https://trm.example.org", allowed_hosts=["intern"]).hosts
    assert {"trm.example.org", "localhost", "127.0.0.1", "intern"} <= hosts
