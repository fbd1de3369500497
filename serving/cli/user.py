"""``trm user``: accounts from the command line, for whoever can read the workspace anyway."""

import json
from typing import TYPE_CHECKING

import click

from core.actor import SYSTEM, Role
from serving.cli import language
from serving.cli.exits import exit_codes, lang_option

if TYPE_CHECKING:
    from core.access.types import Link
    from serving.wiring import Parts

say = language.say


@click.group()
def user() -> None:
    """List, invite, deactivate and reset accounts."""


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@lang_option
@exit_codes
def list_(*, as_json: bool) -> None:
    """List every account."""
    from core.access import admin

    parts = _parts()
    with parts.db.read() as session:
        accounts, _ = admin.page(session, limit=100_000)
    rows = [
        {"id": one.id, "email": one.email, "name": one.name, "role": one.role, "state": one.state}
        for one in accounts
    ]
    if as_json:
        click.echo(json.dumps({"items": rows}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['email']:40} {row['role']:15} {row['state']:12} {row['name']}")


@user.command()
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@lang_option
@exit_codes
def invite(email: str, role: str) -> None:
    """Invite somebody and print the one-time link."""
    from email_validator import EmailNotValidError, validate_email

    from core.access import admin, service

    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.UsageError(str(error)) from error
    parts = _parts()
    now = parts.clock.now()
    with parts.db.write() as session:
        account = admin.invite(session, SYSTEM, address, role=Role(role), now=now)
        link = service.invitation_link(session, account, secret=parts.keys().secret, now=now)
    _print(parts, link)


@user.command()
@click.argument("email")
@lang_option
@exit_codes
def reset(email: str) -> None:
    """Print a one-time link by which somebody sets a new password."""
    from core.access import service

    parts = _parts()
    with parts.db.write() as session:
        link = service.reset_link(
            session, SYSTEM, email, secret=parts.keys().secret, now=parts.clock.now()
        )
    _print(parts, link)


@user.command()
@click.argument("email")
@lang_option
@exit_codes
def deactivate(email: str) -> None:
    """Deactivate an account and end its sessions and tokens at once."""
    from core.access import admin
    from core.access.types import AccountChange

    parts = _parts()
    with parts.db.write() as session:
        account = admin.by_email(session, email)
        change = AccountChange(active=False)
        admin.change(session, SYSTEM, account.id, change, now=parts.clock.now())
    click.echo(say(en=f"{email} is deactivated.", zh=f"{email} 已停用。"))


@user.command("reset-factor")
@click.argument("email")
@lang_option
@exit_codes
def reset_factor(email: str) -> None:
    """Take the second factor of somebody away who lost it, and end their sessions."""
    from core.access import admin, second_factor

    parts = _parts()
    with parts.db.write() as session:
        account = admin.by_email(session, email)
        second_factor.reset(session, SYSTEM, account, now=parts.clock.now())
    click.echo(
        say(
            en=f"The second factor of {email} is gone; the password alone signs in now.",
            zh=f"{email} 的双重验证已重置，现在只用密码即可登录。",
        )
    )


COMMANDS: list[click.Command] = [user]


def _parts() -> "Parts":
    from serving import settings, wiring
    from serving.cli.serve import bring_up_to_date

    parts = wiring.build(settings.load())
    bring_up_to_date(parts)
    return parts


def _print(parts: "Parts", link: "Link") -> None:
    from serving import links

    until = f"{link.expires_at:%Y-%m-%d %H:%M} UTC"
    click.echo(links.address(parts.settings, link.purpose, link.token))
    click.echo(say(en=f"works once, until {until}", zh=f"只能使用一次，{until} 前有效"), err=True)
