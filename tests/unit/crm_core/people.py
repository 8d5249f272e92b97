"""The people of SCENARIOS.md, for tests of the core."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from crm_core.access.service import viewer_for
from crm_core.access.views import Viewer
from crm_core.organisation.queries import employee_by_account
from crm_core.organisation.service import make_admins, read_directory
from crm_core.organisation.views import ListedPerson

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
PEOPLE = (
    ListedPerson("zhou", "周总", "总监"),
    ListedPerson("chen", "陈经理", "主管", manager_user_id="zhou"),
    ListedPerson("zhangsan", "张三", "销售", manager_user_id="chen"),
    ListedPerson("lisi", "李四", "销售", manager_user_id="chen"),
    ListedPerson("laowu", "老吴", "信息部"),
    ListedPerson("other", "王敏", "销售"),
)


@dataclass(frozen=True)
class Team:
    """Everybody's eyes."""

    zhangsan: Viewer
    lisi: Viewer
    chen: Viewer
    zhou: Viewer
    laowu: Viewer
    other: Viewer


def hire(session: Session) -> Team:
    """Reads the directory of one platform and names the admin."""
    read_directory(session, "wecom", PEOPLE, (), (), NOW)
    make_admins(session, [("wecom", "laowu")], NOW)

    def eyes(user_id: str) -> Viewer:
        someone = employee_by_account(session, "wecom", user_id)
        assert someone is not None
        return viewer_for(session, someone)

    return Team(*(eyes(name) for name in ("zhangsan", "lisi", "chen", "zhou", "laowu", "other")))
