"""Refuses a card JSON 2.0 that the real platform would refuse, with its sub-code."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.emulator.feishu import card_schema as schema

_ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}\Z")

Json = Mapping[str, Any]


class CardError(Exception):
    """The card can't be created; `code` is the platform's sub-code inside 230099 (200621, 200861, …)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def lint(card: Json) -> None:
    """Check a whole 2.0 card; raises CardError at the first thing the platform refuses."""
    _only(card, schema.ROOT, "card")
    if sum(1 for _ in walk(card)) > schema.MAX_ELEMENTS:
        raise CardError(300305, f"more than {schema.MAX_ELEMENTS} elements and components")
    if card.get("schema") != "2.0":
        raise CardError(200621, "schema must be 2.0")
    if (config := card.get("config")) is not None:
        _only(_object(config, "config"), schema.CONFIG, "config")
        if config.get("update_multi") is False:
            raise CardError(200621, "config.update_multi must be true in schema 2.0")
    if (header := card.get("header")) is not None:
        _lint_header(_object(header, "header"))
    body = _object(card.get("body"), "body")
    _only(body, schema.BODY, "body")
    _BodyLinter().elements(body.get("elements"), "body.elements", depth=1, form=None)


def walk(node: Any) -> Iterator[Json]:
    """Every element (object with a `tag`) in reading order, outermost first."""
    if isinstance(node, Mapping):
        if isinstance(node.get("tag"), str):
            yield node
        for value in node.values():
            yield from walk(value)
    elif isinstance(node, list):
        for item in node:
            yield from walk(item)


class _BodyLinter:
    """Walks the body once and remembers what must be unique or few."""

    def __init__(self) -> None:
        self._element_ids: set[str] = set()
        self._names: set[str] = set()
        self._tables = 0

    def elements(self, elements: Any, path: str, depth: int, form: str | None) -> None:
        if not isinstance(elements, list):
            raise CardError(200621, f"{path} must be an array")
        for index, element in enumerate(elements):
            self._element(_object(element, f"{path}[{index}]"), f"{path}[{index}]", depth, form)

    def _element(self, element: Json, path: str, depth: int, form: str | None) -> None:
        tag = element.get("tag")
        if tag in schema.REMOVED:
            raise CardError(200861, f"unsupported tag {tag} in schema V2, path: {path}")
        if not isinstance(tag, str) or tag not in schema.ELEMENTS or tag == "column":
            raise CardError(200621, f"not support tag: {tag}, path: {path}")
        if depth > schema.MAX_DEPTH:
            raise CardError(200621, f"nesting deeper than {schema.MAX_DEPTH}, path: {path}")
        if tag in schema.ROOT_ONLY and depth > 1:
            raise CardError(200621, f"{tag} is only allowed at the root, path: {path}")
        _only(element, schema.ELEMENTS[tag], path)
        self._identified(element, path)
        self._named(element, tag, path, form)
        check = getattr(self, f"_{tag}", None)
        if check is not None:
            check(element, path, depth, form)
        for key in ("text", "placeholder", "label", "hover_tips", "disabled_tips"):
            if key in element:
                _lint_text(element[key], f"{path}.{key}")
        if "icon" in element:
            _only(_object(element["icon"], f"{path}.icon"), schema.ICON, f"{path}.icon")
        _lint_behaviors(element, path)

    def _identified(self, element: Json, path: str) -> None:
        if (element_id := element.get("element_id")) is None:
            return
        if not isinstance(element_id, str) or not _ELEMENT_ID.match(element_id):
            raise CardError(300301, f"invalid element_id {element_id!r}, path: {path}")
        if element_id in self._element_ids:
            raise CardError(300301, f"duplicate element_id {element_id}, path: {path}")
        self._element_ids.add(element_id)

    def _named(self, element: Json, tag: str, path: str, form: str | None) -> None:
        name = element.get("name")
        if form is None:
            if element.get("form_action_type"):
                raise CardError(200621, f"form_action_type outside a form, path: {path}")
            if tag != "form":
                return
        if tag not in schema.FORM_INPUTS and tag not in ("form", "button"):
            return
        if not isinstance(name, str) or not name:
            raise CardError(200530, f"name of {tag} in a form is empty, path: {path}")
        if name in self._names:
            raise CardError(200530, f"duplicate name {name}, path: {path}")
        self._names.add(name)

    def _form(self, element: Json, path: str, depth: int, form: str | None) -> None:
        self.elements(element.get("elements"), f"{path}.elements", depth + 1, form=str(element["name"]))
        submits = [found for found in walk(element["elements"]) if found.get("form_action_type") == "submit"]
        if not submits:
            raise CardError(200530, f"form has no submit button, path: {path}")

    def _column_set(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _one_of(element, "flex_mode", schema.FLEX_MODES, path)
        columns = element.get("columns")
        if not isinstance(columns, list):
            raise CardError(200621, f"{path}.columns must be an array")
        for index, column in enumerate(columns):
            here = f"{path}.columns[{index}]"
            column = _object(column, here)
            if column.get("tag") != "column":
                raise CardError(200621, f"not support tag: {column.get('tag')}, path: {here}")
            _only(column, schema.ELEMENTS["column"], here)
            self._identified(column, here)
            self.elements(column.get("elements", []), f"{here}.elements", depth + 1, form)

    def _interactive_container(self, element: Json, path: str, depth: int, form: str | None) -> None:
        self.elements(element.get("elements"), f"{path}.elements", depth + 1, form)

    def _collapsible_panel(self, element: Json, path: str, depth: int, form: str | None) -> None:
        header = _object(element.get("header"), f"{path}.header")
        _only(header, schema.PANEL_HEADER, f"{path}.header")
        _lint_text(header.get("title"), f"{path}.header.title", ("plain_text", "markdown", "lark_md"))
        self.elements(element.get("elements"), f"{path}.elements", depth + 1, form)

    def _markdown(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _text(element, "content", path)

    def _plain_text(self, element: Json, path: str, depth: int, form: str | None) -> None:
        raise CardError(200621, f"not support tag: plain_text, path: {path}")

    def _div(self, element: Json, path: str, depth: int, form: str | None) -> None:
        if "text" not in element and "fields" not in element:
            raise CardError(200621, f"div needs text or fields, path: {path}")
        for index, field in enumerate(element.get("fields", [])):
            here = f"{path}.fields[{index}]"
            _only(_object(field, here), schema.FIELD, here)
            _lint_text(field.get("text"), f"{here}.text")

    def _img(self, element: Json, path: str, depth: int, form: str | None) -> None:
        if not _text(element, "img_key", path).startswith("img_"):
            raise CardError(200570, f"invalid img_key, path: {path}")
        _lint_text(element.get("alt"), f"{path}.alt")

    def _button(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _one_of(element, "type", schema.BUTTON_TYPES, path)
        _one_of(element, "form_action_type", frozenset({"submit", "reset"}), path)
        if "text" not in element and "icon" not in element:
            raise CardError(200621, f"button needs text or icon, path: {path}")
        if (confirm := element.get("confirm")) is not None:
            _only(_object(confirm, f"{path}.confirm"), schema.CONFIRM, f"{path}.confirm")

    def _input(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _one_of(element, "input_type", schema.INPUT_TYPES, path)
        length = element.get("max_length", 1000)
        if not isinstance(length, int) or not 1 <= length <= 1000:
            raise CardError(200621, f"max_length must be 1 to 1000, path: {path}")
        if "required" in element and form is None:
            raise CardError(200621, f"required only works in a form, path: {path}")

    def _select_static(self, element: Json, path: str, depth: int, form: str | None) -> None:
        values = _lint_options(element, path)
        if (initial := element.get("initial_option")) is not None and initial not in values:
            raise CardError(200621, f"initial_option {initial!r} is no option, path: {path}")

    def _multi_select_static(self, element: Json, path: str, depth: int, form: str | None) -> None:
        if set(element.get("selected_values", [])) - _lint_options(element, path):
            raise CardError(200621, f"selected_values are no options, path: {path}")

    def _overflow(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _lint_options(element, path)

    def _date_picker(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _matches(element, "initial_date", r"\d{4}-\d\d-\d\d", path)

    def _picker_time(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _matches(element, "initial_time", r"\d\d:\d\d", path)

    def _picker_datetime(self, element: Json, path: str, depth: int, form: str | None) -> None:
        _matches(element, "initial_datetime", r"\d{4}-\d\d-\d\d \d\d:\d\d", path)

    def _chart(self, element: Json, path: str, depth: int, form: str | None) -> None:
        spec = element.get("chart_spec")
        if not isinstance(spec, Mapping) or not isinstance(spec.get("type"), str):
            raise CardError(200550, f"chart spec invalid, ErrPath: {path}.chart_spec")
        if spec["type"] in schema.CHART_FIELDS:
            _lint_chart_data(spec, f"{path}.chart_spec")

    def _table(self, element: Json, path: str, depth: int, form: str | None) -> None:
        self._tables += 1
        if self._tables > schema.MAX_TABLES:
            raise CardError(200621, f"more than {schema.MAX_TABLES} tables")
        columns, rows = element.get("columns"), element.get("rows")
        if not isinstance(columns, list) or not 0 < len(columns) <= schema.MAX_TABLE_COLUMNS:
            raise CardError(200621, f"table columns must be 1 to {schema.MAX_TABLE_COLUMNS}, path: {path}")
        size = element.get("page_size", 5)
        if not isinstance(size, int) or not 1 <= size <= schema.MAX_TABLE_ROWS_PER_PAGE:
            raise CardError(200621, f"page_size must be 1 to 10, path: {path}")
        for index, column in enumerate(columns):
            _only(_object(column, f"{path}.columns[{index}]"), schema.TABLE_COLUMN, f"{path}.columns[{index}]")
        if not isinstance(rows, list):
            raise CardError(200914, f"table rows must be an array, path: {path}")
        names = {column.get("name") for column in columns}
        for index, row in enumerate(rows):
            if not isinstance(row, Mapping) or set(row) - names:
                raise CardError(200915, f"table row {index} doesn't fit its columns, path: {path}")


def _lint_chart_data(spec: Json, path: str) -> None:
    """Rows of a simple chart: each has the fields that the chart draws."""
    fields = [spec.get(name) for name in schema.CHART_FIELDS[spec["type"]]]
    if not all(isinstance(each, str) for each in fields):
        raise CardError(200550, f"chart spec invalid, ErrPath: {path}.{schema.CHART_FIELDS[spec['type']][0]}")
    data = spec.get("data")
    rows = data.get("values") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) and set(fields) <= set(row) for row in rows):
        raise CardError(200550, f"chart spec invalid, ErrPath: {path}.data.values")


def _lint_header(header: Json) -> None:
    _only(header, schema.HEADER, "header")
    _lint_text(header.get("title"), "header.title")
    if "subtitle" in header:
        _lint_text(header["subtitle"], "header.subtitle")
    _one_of(header, "template", schema.TEMPLATES, "header")
    tags = header.get("text_tag_list", [])
    if len(tags) > schema.MAX_HEADER_TAGS:
        raise CardError(200621, f"more than {schema.MAX_HEADER_TAGS} header tags")
    for index, tag in enumerate(tags):
        path = f"header.text_tag_list[{index}]"
        _only(_object(tag, path), frozenset({"tag", "text", "color", "element_id"}), path)
        if tag.get("tag") != "text_tag":
            raise CardError(200621, f"not support tag: {tag.get('tag')}, path: {path}")
        _lint_text(tag.get("text"), f"{path}.text")
        _one_of(tag, "color", schema.TAG_COLOURS, path)


def _lint_text(text: Any, path: str, tags: tuple[str, ...] = ("plain_text", "lark_md")) -> None:
    text = _object(text, path)
    _only(text, schema.TEXT, path)
    if text.get("tag") not in tags:
        raise CardError(200621, f"not support tag: {text.get('tag')}, path: {path}")
    _text(text, "content", path)


def _lint_behaviors(element: Json, path: str) -> None:
    behaviors = element.get("behaviors", [])
    if not isinstance(behaviors, list):
        raise CardError(200621, f"{path}.behaviors must be an array")
    for index, behavior in enumerate(behaviors):
        here = f"{path}.behaviors[{index}]"
        behavior = _object(behavior, here)
        kind = behavior.get("type")
        if kind not in schema.BEHAVIORS:
            raise CardError(200621, f"unknown behavior {kind!r}, path: {here}")
        _only(behavior, schema.BEHAVIORS[kind], here)
        if kind == "open_url" and not behavior.get("default_url") and not behavior.get("pc_url"):
            raise CardError(200621, f"open_url without default_url, path: {here}")
        if kind == "callback" and not isinstance(behavior.get("value"), Mapping | str):
            raise CardError(200621, f"callback without value, path: {here}")


def _lint_options(element: Json, path: str) -> set[Any]:
    options = element.get("options")
    if not isinstance(options, list) or not options:
        raise CardError(200621, f"options must be a non-empty array, path: {path}")
    values: set[Any] = set()
    for index, option in enumerate(options):
        here = f"{path}.options[{index}]"
        _only(_object(option, here), schema.OPTION, here)
        _lint_text(option.get("text"), f"{here}.text")
        values.add(option.get("value"))
    if len(values) != len(options):
        raise CardError(200621, f"duplicate option value, path: {path}")
    return values


def _only(node: Json, known: frozenset[str], path: str) -> None:
    for key in node:
        if key not in known:
            raise CardError(200621, f"parse card json err, unknown property: {key}, path: {path}")


def _object(node: Any, path: str) -> Json:
    if not isinstance(node, Mapping):
        raise CardError(200621, f"{path} must be an object")
    return node


def _text(node: Json, key: str, path: str) -> str:
    value = node.get(key)
    if not isinstance(value, str):
        raise CardError(200621, f"{path}.{key} must be a string")
    return value


def _one_of(node: Json, key: str, values: frozenset[str], path: str) -> None:
    if key in node and node[key] not in values:
        raise CardError(200621, f"invalid {key} {node[key]!r}, path: {path}")


def _matches(node: Json, key: str, pattern: str, path: str) -> None:
    if node.get(key) and not re.fullmatch(pattern, str(node[key])):
        raise CardError(200621, f"invalid {key} {node[key]!r}, path: {path}")
