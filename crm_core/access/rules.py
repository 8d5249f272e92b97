"""Which role may do what: pure functions."""

from __future__ import annotations

from crm_core.access.views import Operation, Viewer
from crm_core.organisation.views import Role

_ALLOWED = {
    Operation.CAPTURE: frozenset(Role),
    Operation.LEAD_TEAM: frozenset({Role.MANAGER, Role.DIRECTOR}),
    Operation.CONFIGURE: frozenset({Role.ADMIN}),
}


def may(viewer: Viewer, operation: Operation) -> bool:
    """Whether the role includes the operation; unknown combinations are refused (I13, I24).

    Who leads people may lead them, also with a role that an admin gave for something else.
    """
    if operation is Operation.LEAD_TEAM and viewer.team:
        return True
    return viewer.role in _ALLOWED.get(operation, frozenset())


def may_see(viewer: Viewer, owner_id: int, is_shown: bool) -> bool:
    """Whether a record is the person's own, his team's, or was shown to him: `may_read` for one that is at hand."""
    return owner_id in viewer.owners or is_shown


def may_bring_in_for(viewer: Viewer, owner_id: int) -> bool:
    """Whether a list that the person sends may give customers to somebody, or add to his: his own, his team's, an
    admin everybody's (A17)."""
    return owner_id in viewer.owners or may(viewer, Operation.CONFIGURE)
