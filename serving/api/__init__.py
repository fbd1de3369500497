"""The HTTP API, one module a slice; `ROUTERS` is the whole of it."""

from fastapi import APIRouter

from serving.api import (
    accounts,
    consents,
    duplicates,
    exports,
    imports,
    jobs,
    merges,
    messages,
    models,
    relationships,
    retention,
    second_factor,
    session,
    shortlists,
    sources,
    subject,
    suppressions,
    system,
    talents,
    tasks,
)

ROUTERS: tuple[APIRouter, ...] = (
    session.router,
    second_factor.router,
    accounts.router,
    messages.router,
    talents.router,
    merges.router,
    consents.router,
    exports.router,
    duplicates.router,
    suppressions.router,
    retention.router,
    relationships.router,
    tasks.router,
    jobs.router,
    shortlists.router,
    subject.router,
    imports.router,
    sources.router,
    models.router,
    system.router,
)
