"""The company's tags for customers (document/path/92117): groups of tags; an app may change only those that it made."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.wecom import codes
from adapters.emulator.wecom.codes import WeComError
from adapters.emulator.wecom.tokens import App

_LONGEST = 30
Json = dict[str, Any]


@dataclass
class _Tag:
    id: str
    name: str
    created_at: int
    made_by: int | None


@dataclass
class _Group:
    id: str
    name: str
    created_at: int
    tags: list[_Tag] = field(default_factory=list)


class CustomerTags:
    """All groups; those of the console belong to no app."""

    def __init__(self) -> None:
        self._groups: list[_Group] = []
        self._numbers = itertools.count(1)

    def seed(self, group: str, names: list[str], now: int) -> None:
        """Tags that an admin has made in the console."""
        for name in names:
            self._add(group, name, now, None)

    def listed(self, body: Json) -> Json:
        """All tags, or those of some groups or ids."""
        ids, groups = set(body.get("tag_id") or []), set(body.get("group_id") or [])
        shown = []
        for group in self._groups:
            is_whole = group.id in groups or (not ids and not groups)
            tags = [tag for tag in group.tags if is_whole or tag.id in ids]
            if tags:
                shown.append(_shown(group, tags))
        return {"tag_group": shown}

    def add(self, app: App, body: Json, now: int) -> Json:
        """New tags in a group, which is made when there is none of its name."""
        entries = body.get("tag")
        if not isinstance(entries, list) or not entries:
            raise WeComError(codes.BAD_PARAMETER, "tag is empty")
        names = [str(each.get("name") or "") for each in entries if isinstance(each, dict)]
        group = next((each for each in self._groups if each.id == body.get("group_id")), None)
        group_name = group.name if group else str(body.get("group_name") or "")
        if not group_name or any(not 1 <= len(name) <= _LONGEST for name in [group_name, *names]):
            raise WeComError(codes.BAD_PARAMETER, "a name is missing or too long")
        taken = {tag.name for each in self._groups if each.name == group_name for tag in each.tags}
        if taken & set(names):
            raise WeComError(codes.TAG_EXISTS, "tag name exists")
        made = [self._add(group_name, name, now, app.agent_id) for name in names]
        return {"tag_group": _shown(made[0][0], [tag for _, tag in made])}

    def rename(self, tag_id: str, name: str) -> None:
        """An admin renames a tag in the console."""
        self.find(tag_id).name = name

    def edit(self, app: App, body: Json) -> None:
        """An app renames a tag of its own."""
        tag = self.find(body.get("id"))
        if tag.made_by != app.agent_id:
            raise WeComError(codes.NO_PERMISSION, "the tag was made by somebody else")
        tag.name = str(body.get("name") or tag.name)[:_LONGEST]

    def find(self, tag_id: Any) -> _Tag:
        """One tag; 40068 when there is none."""
        for group in self._groups:
            for tag in group.tags:
                if tag.id == tag_id:
                    return tag
        raise WeComError(codes.BAD_TAG, "invalid tagid")

    def named(self, name: str) -> _Tag | None:
        """The tag of this name, whichever its group."""
        return next((tag for group in self._groups for tag in group.tags if tag.name == name), None)

    def as_marked(self, tag_id: str) -> Json:
        """A tag as it stands on a customer."""
        for group in self._groups:
            for tag in group.tags:
                if tag.id == tag_id:
                    return {"group_name": group.name, "tag_name": tag.name, "tag_id": tag.id, "type": 1}
        raise WeComError(codes.BAD_TAG, "invalid tagid")

    def _add(self, group_name: str, name: str, now: int, made_by: int | None) -> tuple[_Group, _Tag]:
        group = next((each for each in self._groups if each.name == group_name), None)
        if group is None:
            group = _Group(f"etGroup{next(self._numbers):08d}", group_name, now)
            self._groups.append(group)
        tag = _Tag(f"etTag{next(self._numbers):010d}", name, now, made_by)
        group.tags.append(tag)
        return group, tag


def _shown(group: _Group, tags: list[_Tag]) -> Json:
    return {
        "group_id": group.id,
        "group_name": group.name,
        "create_time": group.created_at,
        "order": 0,
        "tag": [{"id": tag.id, "name": tag.name, "create_time": tag.created_at, "order": 0} for tag in tags],
    }
