"""What Feishu's card JSON 2.0 knows: elements, their properties, and the values it accepts.

Source: the platform's pages on card JSON 2.0; unlike 1.0 it refuses properties that it doesn't know.
"""


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LAYOUT = "direction padding horizontal_spacing horizontal_align vertical_spacing vertical_align"
_CONTROL = "name required width behaviors confirm disabled disabled_tips hover_tips"

ROOT = _words("schema config card_link header body")
CONFIG = _words(
    "streaming_mode streaming_config summary locales enable_forward update_multi width_mode"
    " use_custom_translation enable_forward_interaction style"
)
HEADER = _words("title subtitle text_tag_list i18n_text_tag_list template icon padding")
BODY = _words(f"{_LAYOUT} elements")
TEXT = _words("tag content i18n_content element_id text_size text_color text_align lines icon margin")
OPTION = _words("text value icon img_key url multi_url confirm")
ICON = _words("tag token color img_key size")
CONFIRM = _words("title text")
FIELD = _words("is_short text")
TABLE_COLUMN = _words("name display_name data_type width horizontal_align vertical_align format date_format")
PANEL_HEADER = _words(
    "title background_color vertical_align padding width icon icon_position icon_expanded_angle position"
)
BEHAVIORS = {
    "open_url": _words("type default_url pc_url ios_url android_url"),
    "callback": _words("type value"),
}

_PROPERTIES = {
    "markdown": "content i18n_content text_size text_align icon",
    "div": "text fields icon width extra",
    "plain_text": "content i18n_content text_size text_color text_align lines icon",
    "hr": "",
    "img": "img_key alt title scale_type size corner_radius transparent preview custom_width compact_width mode",
    "img_combination": "combination_mode corner_radius combination_transparent img_list",
    "person": "user_id user_id_type size show_avatar show_name style",
    "person_list": "persons lines show_name show_avatar size drop_invalid_user_id icon ud_icon",
    "chart": "chart_spec aspect_ratio color_theme preview height",
    "table": "page_size row_height row_max_height freeze_first_column header_style columns rows",
    "audio": "file_key audio_id show_time show_progress background_color time_style",
    "form": f"name elements confirm {_LAYOUT}",
    "column_set": f"flex_mode background_style columns action {_LAYOUT}",
    "column": f"background_style width weight elements action {_LAYOUT}",
    "interactive_container": "width height background_style has_border border_color corner_radius behaviors"
    f" hover_tips disabled disabled_tips confirm elements {_LAYOUT}",
    "collapsible_panel": f"expanded background_color header border elements {_LAYOUT}",
    "button": f"type size text icon form_action_type value {_CONTROL}",
    "input": "placeholder default_value max_length input_type rows max_rows auto_resize show_icon label"
    f" label_position value {_CONTROL}",
    "select_static": f"type placeholder options initial_option initial_index {_CONTROL}",
    "multi_select_static": f"type placeholder options selected_values {_CONTROL}",
    "select_person": f"type placeholder options initial_option {_CONTROL}",
    "multi_select_person": f"type placeholder options selected_values {_CONTROL}",
    "date_picker": f"placeholder initial_date value {_CONTROL}",
    "picker_time": f"placeholder initial_time value {_CONTROL}",
    "picker_datetime": f"placeholder initial_datetime value {_CONTROL}",
    "select_img": f"style multi_select layout aspect_ratio can_preview value options {_CONTROL}",
    "checker": f"text checked overall_checkable button_area checked_style padding {_CONTROL}",
    "overflow": f"options value {_CONTROL}",
}
ELEMENTS = {tag: _words(f"tag element_id margin {properties}") for tag, properties in _PROPERTIES.items()}
REMOVED = frozenset({"action", "note"})
"""Elements of 1.0 that 2.0 refuses with 200861."""

FORM_INPUTS = _words(
    "input select_static multi_select_static select_person multi_select_person date_picker picker_time"
    " picker_datetime select_img checker"
)
ROOT_ONLY = frozenset({"form", "table"})

TEMPLATES = _words("blue wathet turquoise green yellow orange red carmine violet purple indigo grey default")
TAG_COLOURS = TEMPLATES - {"default"} | {"neutral", "lime"}
BUTTON_TYPES = _words("default primary danger text primary_text danger_text primary_filled danger_filled laser")
INPUT_TYPES = frozenset({"text", "multiline_text", "password"})
FLEX_MODES = _words("none stretch flow bisect trisect")

CHART_FIELDS = {
    "bar": ("xField", "yField"),
    "line": ("xField", "yField"),
    "area": ("xField", "yField"),
    "pie": ("categoryField", "valueField"),
}
"""What a VChart of these types names of its rows."""

MAX_BYTES = 30 * 1024
MAX_ELEMENTS = 200
MAX_DEPTH = 5
MAX_TABLES = 5
MAX_TABLE_ROWS_PER_PAGE = 10
MAX_TABLE_COLUMNS = 50
MAX_HEADER_TAGS = 3
