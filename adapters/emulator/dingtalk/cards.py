"""Interactive cards: instances by outTrackId, their public and private values, and where they were delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.emulator.dingtalk import codes

MAX_KEY_BYTES = 100
MAX_VALUE_BYTES = 1024

Values = dict[str, str]


@dataclass
class CardInstance:
    """One card: its public values, each reader's private values, and who has it."""

    out_track_id: str
    template_id: str
    callback_type: str
    route_key: str
    user_id_type: int
    public: Values
    private: dict[str, Values]
    places: list[tuple[str, str]] = field(default_factory=list)
    guids: set[str] = field(default_factory=set)

    def values_for(self, user: str) -> Values:
        """What this reader's copy shows: private values win over public ones."""
        return {**self.public, **self.private.get(user, {})}


class CardInstances:
    """All cards that were created, by outTrackId."""

    def __init__(self) -> None:
        self._cards: dict[str, CardInstance] = {}

    def create(self, body: Mapping[str, Any]) -> CardInstance:
        """A new card of this body; raises ApiRefusal param.*. An outTrackId can't be used twice."""
        template = body.get("cardTemplateId")
        if not template:
            raise codes.ApiRefusal("param.cardTemplateIdEmpty", "卡片模板 ID 为空")
        if not str(template).endswith(".schema"):
            raise codes.ApiRefusal("param.templateNotExist", "卡片模板不存在")
        track = body.get("outTrackId")
        if not track:
            raise codes.ApiRefusal("param.outTrackIdEmpty", "outTrackId 为空")
        if track in self._cards:
            raise codes.ApiRefusal("param.cardAlreadyExist", "卡片已存在")
        callback = body.get("callbackType", "")
        if callback not in ("", "STREAM", "HTTP") or (callback == "HTTP" and not body.get("callbackRouteKey")):
            raise codes.ApiRefusal("param.invalid", "callbackType 或 callbackRouteKey 无效")
        public = _param_map(body.get("cardData"), "cardData")
        if public is None:
            raise codes.ApiRefusal("param.cardPublicDataEmpty", "卡片公有数据为空")
        card = CardInstance(
            out_track_id=str(track),
            template_id=str(template),
            callback_type=str(callback),
            route_key=str(body.get("callbackRouteKey", "")),
            user_id_type=int(body.get("userIdType", 1)),
            public=public,
            private=_private_maps(body.get("privateData")),
        )
        self._cards[card.out_track_id] = card
        return card

    def get(self, out_track_id: object) -> CardInstance:
        """A card; ApiRefusal when it is unnamed or unknown."""
        if not out_track_id:
            raise codes.ApiRefusal("param.outTrackIdEmpty", "outTrackId 为空")
        card = self._cards.get(str(out_track_id))
        if card is None:
            raise codes.ApiRefusal("param.cardNotExist", "卡片不存在")
        return card

    def find(self, out_track_id: str) -> CardInstance | None:
        """A card, if there is one of this outTrackId."""
        return self._cards.get(out_track_id)

    def update(self, body: Mapping[str, Any]) -> CardInstance:
        """Apply `PUT /v1.0/card/instances`: the whole map is overwritten unless the options say «by key»."""
        card = self.get(body.get("outTrackId"))
        public = _param_map(body.get("cardData"), "cardData")
        private = _private_maps(body.get("privateData"))
        if public is None and not private:
            raise codes.ApiRefusal("param.cardDataAndPrivateDataBothEmpty", "公有数据和私有数据不能同时为空")
        options = body.get("cardUpdateOptions") or {}
        _merge(card, public, private, options)
        return card

    def stream(self, body: Mapping[str, Any]) -> CardInstance:
        """Apply `PUT /v1.0/card/streaming`: the text of one variable so far; a `guid` is used once."""
        card = self.get(body.get("outTrackId"))
        for name, code in (("key", "keyEmpty"), ("guid", "guidEmpty")):
            if not body.get(name):
                raise codes.ApiRefusal(f"param.stream.{code}", f"{name} 为空")
        content = body.get("content")
        if not isinstance(content, str) or (not content and not body.get("isFinalize") and not body.get("isError")):
            raise codes.ApiRefusal("param.stream.contentEmpty", "content 为空")
        if body["guid"] not in card.guids:
            card.guids.add(str(body["guid"]))
            before = "" if body.get("isFull") else card.public.get(str(body["key"]), "")
            card.public = {**card.public, str(body["key"]): before + content}
        return card

    def apply_answer(self, card: CardInstance, user: str, answer: Mapping[str, Any]) -> bool:
        """Apply what a callback's answer says; whether the card changed."""
        public = _param_map(answer.get("cardData"), "cardData")
        mine = _param_map(answer.get("userPrivateData"), "userPrivateData")
        if public is None and mine is None:
            return False
        options = answer.get("cardUpdateOptions") or {}
        _merge(card, public, {user: mine} if mine is not None else {}, options)
        return True


def check_places(body: Mapping[str, Any], robot_code: str) -> list[tuple[str, str]]:
    """Where a card is to be delivered, as (space type in upper case, space id); raises ApiRefusal."""
    raw = body.get("openSpaceId")
    if not raw:
        raise codes.ApiRefusal("param.openSpaceIdEmpty", "openSpaceId 为空")
    places: list[tuple[str, str]] = []
    for part in str(raw).removeprefix("dtv1.card//").split(";"):
        kind, dot, space = part.removeprefix("dtv1.card//").partition(".")
        if not str(raw).startswith("dtv1.card//") or not dot or not space or kind.upper() not in _MODELS:
            raise codes.ApiRefusal("param.openSpaceIdInvalid", "openSpaceId 无效")
        places.append((kind.upper(), space))
    for kind, _ in places:
        model = body.get(_MODELS[kind])
        if not isinstance(model, Mapping):
            raise codes.ApiRefusal("param.openDeliverModelEmpty", f"缺少 {_MODELS[kind]}")
        if kind == "IM_ROBOT" and str(model.get("spaceType", "")).upper() != "IM_ROBOT":
            raise codes.ApiRefusal("param.invalid", "imRobotOpenDeliverModel.spaceType 无效")
        if kind in ("IM_ROBOT", "IM_GROUP") and model.get("robotCode") not in (
            (robot_code, None) if kind == "IM_ROBOT" else (robot_code,)
        ):
            raise codes.ApiRefusal("param.invalid", "robotCode 无效")
    return places


_MODELS = {"IM_ROBOT": "imRobotOpenDeliverModel", "IM_GROUP": "imGroupOpenDeliverModel"}


def _merge(card: CardInstance, public: Values | None, private: dict[str, Values], options: Mapping[str, Any]) -> None:
    if public is not None:
        card.public = {**card.public, **public} if options.get("updateCardDataByKey") else public
    for user, values in private.items():
        kept = card.private.get(user, {}) if options.get("updatePrivateDataByKey") else {}
        card.private[user] = {**kept, **values}


def _param_map(data: Any, name: str) -> Values | None:
    if data is None:
        return None
    values = data.get("cardParamMap") if isinstance(data, Mapping) else None
    if values is None:
        return None
    if not isinstance(values, Mapping):
        raise codes.ApiRefusal("param.invalid", f"{name}.cardParamMap 无效")
    for key, value in values.items():
        if not isinstance(value, str):
            raise codes.ApiRefusal("param.invalid", f"{name}.cardParamMap.{key} 必须是字符串")
        if len(key.encode()) > MAX_KEY_BYTES or len(value.encode()) > MAX_VALUE_BYTES:
            raise codes.ApiRefusal("param.invalid", f"{name}.cardParamMap.{key} 过长")
    return dict(values)


def _private_maps(data: Any) -> dict[str, Values]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise codes.ApiRefusal("param.invalid", "privateData 无效")
    return {str(user): _param_map(values, "privateData") or {} for user, values in data.items()}
