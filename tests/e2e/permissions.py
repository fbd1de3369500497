"""What a declaration of the OpenAPI file means."""

from collections.abc import Collection

from core.actor import Permission


def lets_in(declared: str, granted: Collection[Permission]) -> bool:
    """Tell whether somebody who is signed in and holds ``granted`` may call an operation."""
    if declared in {"public", "signed in"}:
        return True
    return all(
        any(Permission(one) in granted for one in needed.split(" or "))
        for needed in declared.split(" and ")
    )
