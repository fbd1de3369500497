"""Builds the parts from the settings, by hand, once.

Heavy parts are functions that build on the first call and return the same thing ever after; their
modules are imported then, so that a short command does not pay for them.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from core.clock import Clock, SystemClock
from core.consent.addresses import Marker
from core.consent.suppression import KeepOut
from core.db import Database
from core.outreach.channels.base import Channel
from core.outreach.channels.email import EmailChannel
from core.outreach.channels.webhook import WebhookChannel
from core.outreach.channels.wecom_contacts import ContactReader
from core.profile.ingest import Gate
from core.profile.ports import AttachmentStore
from serving.attachments import FolderStore
from serving.keys import Keys, load_keys
from serving.models import ModelSource
from serving.settings import Settings

if TYPE_CHECKING:
    from core.access.oidc import Provider
    from core.pool.ports import Matcher
    from serving.duplicates.known import KnownPeople
    from serving.population import PopulationSource
    from trm_ml.embeddings.encoder import Encoder
    from trm_ml.embeddings.lexicon_vectors import LexiconVectors
    from trm_ml.extract.lexicon import Lexicon
    from trm_ml.ranking.population import Population

T = TypeVar("T")


class Once(Generic[T]):
    """Calls ``build`` the first time, in one thread only, and remembers what came of it."""

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._lock = threading.RLock()
        self._built: list[T] = []

    def __call__(self) -> T:
        """Return the part."""
        if not self._built:
            with self._lock:
                if not self._built:
                    self._built.append(self._build())
        return self._built[0]

    @property
    def is_built(self) -> bool:
        """Tell whether it was needed yet."""
        return bool(self._built)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a workspace keeps what is not in the database."""

    workspace: Path
    models: Path
    index: Path
    attachments: Path
    keys: Path
    backups: Path
    seals: Path


@dataclass(frozen=True)
class Parts:
    """What a request, a job or a command may need."""

    settings: Settings
    clock: Clock
    db: Database
    paths: Paths
    keys: Callable[[], Keys]
    channels: Mapping[str, Channel]
    lexicon: "Callable[[], Lexicon]"
    encoder: "Callable[[], Encoder]"
    lexicon_vectors: "Callable[[], LexiconVectors]"
    population: "Callable[[], Population]"
    matcher: "Callable[[], Matcher]"
    models: ModelSource
    attachments: AttachmentStore
    wecom: Callable[[], ContactReader]
    known_people: "Callable[[], KnownPeople]"
    oidc: "Callable[[], Provider | None]"

    @property
    def marker(self) -> Marker:
        """Return what recognises addresses that are not to be contacted."""
        return Marker(self.keys().marks)

    @property
    def gate(self) -> Gate:
        """Return what keeps those out who asked not to be kept."""
        return KeepOut(self.marker, self.clock)


def build(settings: Settings, *, clock: Clock | None = None) -> Parts:
    """Build every part; the heavy ones when they are first called."""
    paths, clock = paths_of(settings), clock or SystemClock()
    paths.workspace.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database_url)
    lexicon = Once(_lexicon)
    encoder = Once(lambda: _encoder(paths))
    vectors = Once(lambda: _lexicon_vectors(paths, lexicon, encoder))
    source = Once(lambda: _population_source(parts))
    parts = Parts(
        settings=settings,
        clock=clock,
        db=db,
        paths=paths,
        keys=Once(lambda: load_keys(paths.keys)),
        channels=_channels(settings, clock),
        lexicon=lexicon,
        encoder=encoder,
        lexicon_vectors=vectors,
        population=lambda: source()(),
        matcher=Once(lambda: _matcher(parts)),
        models=ModelSource(db, paths.workspace / "models"),
        attachments=FolderStore(paths.attachments),
        wecom=Once(lambda: _wecom(settings, clock)),
        oidc=Once(lambda: _oidc(settings)),
        known_people=Once(lambda: _known_people(db)),
    )
    return parts


def paths_of(settings: Settings) -> Paths:
    """Return where the parts of a workspace lie."""
    home = settings.workspace
    return Paths(
        workspace=home,
        models=settings.models,
        index=home / "index",
        attachments=home / "attachments",
        keys=home / "keys",
        backups=home / "backups",
        seals=home / "audit" / "seals.jsonl",
    )


def _lexicon() -> "Lexicon":
    from trm_ml.extract.lexicon import Lexicon

    return Lexicon.load()


def _encoder(paths: Paths) -> "Encoder":
    from trm_ml.embeddings import load_encoder

    return load_encoder(paths.models)


def _lexicon_vectors(
    paths: Paths, lexicon: "Callable[[], Lexicon]", encoder: "Callable[[], Encoder]"
) -> "LexiconVectors":
    from trm_ml.embeddings.lexicon_vectors import LexiconVectors

    return LexiconVectors.load(paths.models, lexicon(), encoder())


def _population_source(parts: Parts) -> "PopulationSource":
    from serving.population import PopulationSource

    return PopulationSource(parts)


def _known_people(db: Database) -> "KnownPeople":
    from serving.duplicates.known import KnownPeople

    return KnownPeople(db)


def _matcher(parts: Parts) -> "Matcher":
    from trm_ml.matcher import PopulationMatcher

    return PopulationMatcher(
        parts.population,
        parts.models.current,
        parts.lexicon(),
        parts.lexicon_vectors(),
        parts.encoder(),
    )


def _wecom(settings: Settings, clock: Clock) -> ContactReader:
    return ContactReader(
        settings.wecom_corp_id,
        settings.wecom_secret,
        clock=clock,
        api_url=settings.wecom_api_url,
        allow_private=settings.wecom_allow_private,
    )


def _oidc(settings: Settings) -> "Provider | None":
    if not settings.oidc_issuer:
        return None
    from core.access.oidc import Provider
    from core.outreach.channels.fetch import fetch

    get = partial(fetch, allow_private=settings.oidc_allow_private)
    return Provider(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, fetch=get
    )


def _channels(settings: Settings, clock: Clock) -> dict[str, Channel]:
    channels: dict[str, Channel] = {}
    if settings.webhook_url:
        channels["webhook"] = WebhookChannel(
            settings.webhook_url,
            secret=settings.webhook_secret,
            clock=clock,
            allow_private=settings.webhook_allow_private,
        )
    if settings.smtp_url:
        channels["email"] = EmailChannel(settings.smtp_url, sender=settings.mail_from)
    return channels
