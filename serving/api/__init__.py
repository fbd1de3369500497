"""The HTTP API, one module a slice; `ROUTERS` is the whole of it."""

from fastapi import APIRouter

from serving.api import accounts, session

ROUTERS: tuple[APIRouter, ...] = (session.router, accounts.router)
