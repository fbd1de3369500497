"""What an operator may set, and the only reader of the environment."""

import sys
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.access.types import LinkRule
from core.actor import Role
from core.consent import retention
from core.consent.types import Region

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Every setting: ``TRM_<NAME>`` in the environment, else ``<name>`` in ``trm.toml``.

    Nothing has to be set for the default start. Sizes are in MiB, times carry their unit.
    """

    model_config = SettingsConfigDict(env_prefix="TRM_", toml_file="trm.toml", extra="ignore")

    workspace: Path = Field(Path("var"), description="where records, index and attachments live")
    data_dir: Path = Field(Path("../shared/data"), description="public data sets, if they are here")
    model_dir: Path | None = Field(None, description="converted encoders; shared by workspaces")
    database_url: str = Field("", repr=False, description="empty: SQLite in the workspace")

    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    base_url: str = Field("", description="the address people open; goes into every link we send")
    allowed_hosts: list[str] = Field([], description="more host names to answer to; * for any")
    max_body_mb: int = Field(5, ge=1)
    max_upload_mb: int = Field(512, ge=1)
    max_form_mb: int = Field(12, ge=1, description="largest public form, its file included")
    form_posts_per_sender: int = Field(
        10, ge=1, description="public forms that one address may send in ten minutes"
    )
    session_days: int = Field(14, ge=1, description="longest life of a session")
    session_idle_hours: int = Field(72, ge=1, description="a session unused this long has ended")

    second_factor_roles: list[Role] = Field(
        [], description='who must have a second factor: ["admin", "recruiter"]'
    )

    oidc_issuer: str = Field("", description="the company's sign-in service; empty: passwords only")
    oidc_client_id: str = ""
    oidc_client_secret: str = Field("", repr=False, description="empty for a public client")
    oidc_name: str = Field("", description="what the button on the sign-in page says")
    oidc_allow_private: bool = Field(False, description="let oidc_issuer be a private address")
    oidc_link_by_email: bool = Field(
        True, description="who comes first takes the account of the same verified address"
    )
    oidc_domains: list[str] = Field(
        [], description="verified addresses of these domains get an account; empty: nobody does"
    )
    oidc_role: Role = Field(Role.VIEWER, description="the role of an account made so")

    smtp_url: str = Field(
        "", repr=False, description="smtp[s]://user:password@host:port; empty: no mail"
    )
    mail_from: str = Field("trm@localhost", description="sender of our own messages")
    webhook_url: str = Field("", description="a provider that sends messages, instead of SMTP")
    webhook_secret: str = Field(
        "", repr=False, description="signs what goes to webhook_url (whsec_…)"
    )
    webhook_allow_private: bool = Field(False, description="let webhook_url be a private address")

    wecom_corp_id: str = Field("", description="the company's id in WeCom; empty: not connected")
    wecom_token: str = Field("", repr=False, description="Token of WeCom's callbacks")
    wecom_aes_key: str = Field("", repr=False, description="EncodingAESKey of WeCom's callbacks")
    wecom_secret: str = Field("", repr=False, description="secret that reads external contacts")
    wecom_api_url: str = Field("https://qyapi.weixin.qq.com", description="where WeCom is asked")
    wecom_allow_private: bool = Field(False, description="let wecom_api_url be a private address")

    merge_duplicates: bool = Field(
        False, description="merge people of whom the nightly comparison is sure, without asking"
    )

    home_region: Literal["CN", "EU", "other"] = Field(
        "CN", description="whose rules on keeping apply to people without a known country"
    )
    retention_days: dict[str, int] = Field(
        {}, description='days people are kept, where not as usual: {"EU.applicant": 120}'
    )
    company_name: str = Field(
        "", description="what the company is called, in lists of employees and on public pages"
    )
    import_file_days: int = Field(
        90, ge=1, le=3650, description="days the uploaded file of an import is kept"
    )
    language: Literal["en", "zh-CN"] = "en"
    encoder: str = Field("e5-small", description="default encoder, or a sentence-transformers name")
    vector_index: Literal["auto", "exact", "faiss"] = "auto"
    mlflow_uri: str = Field("", description="empty: SQLite in the workspace")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let arguments win over the environment, and that over ``trm.toml``."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @model_validator(mode="after")
    def _fill(self) -> "Settings":
        self.workspace = self.workspace.absolute()
        if not self.database_url:
            self.database_url = f"sqlite:///{self.workspace / 'trm.db'}"
        if self.database_url.startswith(("postgres://", "postgresql://")):
            self.database_url = "postgresql+psycopg://" + self.database_url.split("://", 1)[1]
        if bool(self.oidc_issuer) != bool(self.oidc_client_id):
            raise ValueError("oidc_issuer and oidc_client_id go together")
        retention.policy(self.retention_days, home=Region(self.home_region))  # a wrong name is told
        wecom = self.wecom_token and self.wecom_secret and len(self.wecom_aes_key) == 43
        if self.wecom_corp_id and not wecom:
            raise ValueError(
                "wecom_corp_id needs wecom_token, wecom_secret and a wecom_aes_key of 43 signs"
            )
        self.base_url = (self.base_url or f"http://{_shown(self.host)}:{self.port}").rstrip("/")
        return self

    @property
    def retention(self) -> retention.Policy:
        """Return how long people are kept."""
        return retention.policy(self.retention_days, home=Region(self.home_region))

    @property
    def link_rule(self) -> LinkRule:
        """Return whom the sign-in service may bring."""
        domains = frozenset(one.casefold() for one in self.oidc_domains)
        return LinkRule(by_email=self.oidc_link_by_email, domains=domains, role=self.oidc_role)

    @property
    def models(self) -> Path:
        """Return where converted encoders are kept."""
        return self.model_dir or Path(sys.prefix) / "share" / "trm" / "models"

    @property
    def secure_cookies(self) -> bool:
        """Tell whether cookies are for https only: always, but for plain http on this machine."""
        parts = urlsplit(self.base_url)
        return not (parts.scheme == "http" and parts.hostname in LOOPBACK | {"testserver"})

    @property
    def hosts(self) -> frozenset[str]:
        """Return the host names that requests may name."""
        return LOOPBACK | {urlsplit(self.base_url).hostname or "", self.host, *self.allowed_hosts}


def load(**overrides: Any) -> Settings:
    """Read the settings; ``overrides`` win."""
    return Settings(**overrides)


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104  it is not bound here
