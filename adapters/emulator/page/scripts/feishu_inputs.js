// Feishu's inputs: in a form they travel with its button, outside a form each change is an action by itself.

import { el } from "./dom.js";
import { choices, missingMark, select } from "./controls.js";

const DATES = { date_picker: "date", picker_time: "time", picker_datetime: "datetime-local" };

export const INPUTS = {
  input: line,
  select_static: one,
  select_img: one,
  select_person: one,
  multi_select_static: several,
  multi_select_person: several,
  date_picker: date,
  picker_time: date,
  picker_datetime: date,
  checker: check,
};

/** An input with its label, registered with the message's controls. */
export function input(element, at) {
  at.count.inputs += 1;
  const name = element.name || element.element_id || `input${at.count.inputs}`;
  const label = (element.label ?? element.text ?? element.placeholder)?.content ?? "";
  const known = at.controls.inputs.get(name);
  const tells = at.form === undefined && (element.behaviors ?? []).some((each) => each.type === "callback");
  const shared = {
    name,
    label,
    disabled: Boolean(element.disabled || known?.disabled),
    options: options(element, known),
    onchange: tells ? (value) => at.controls.change(name, value) : undefined,
    group: `${at.message.message_id}:${name}`,
  };
  const { node, field, read } = INPUTS[element.tag](element, shared);
  const { mark, error } = missingMark(field);
  if (at.form !== undefined) {
    at.controls.field({ name, form: at.form, element: field, read, required: element.required, error });
  }
  return el("div", { class: `field ${element.label_position ?? "top"}` }, node, mark);
}

/** A menu of further acts. */
export function overflow(element, at) {
  const entries = (element.options ?? []).map((option) => {
    const url = option.url ?? option.multi_url?.url ?? null;
    return at.controls.button(at.controls.take({ label: option.text?.content ?? "", url }), { url });
  });
  return el(
    "details",
    { class: "card-menu inline" },
    el("summary", { "aria-label": "更多" }, "···"),
    el("div", {}, entries),
  );
}

function options(element, known) {
  const own = (element.options ?? []).map((each) => ({
    id: String(each.value ?? ""),
    label: each.text?.content ?? String(each.value ?? ""),
  }));
  return own.length ? own : (known?.options ?? []);
}

function labelled(element, label, field, required) {
  const words = element.label?.content;
  return el("label", {}, words ? el("span", { class: required ? "label required" : "label" }, words) : null, field);
}

function line(element, { label, disabled, onchange }) {
  const attributes = {
    "aria-label": label,
    placeholder: element.placeholder?.content,
    maxlength: element.max_length,
    disabled,
    required: element.required,
  };
  const field =
    element.input_type === "multiline_text"
      ? el("textarea", { ...attributes, rows: element.rows ?? 2 })
      : el("input", {
          ...attributes,
          type: element.input_type === "password" ? "password" : "text",
          autocomplete: "off",
        });
  field.defaultValue = element.default_value ?? "";
  if (onchange) field.addEventListener("change", () => onchange(field.value));
  return { node: labelled(element, label, field, element.required), field, read: () => field.value };
}

function one(element, { label, disabled, options: offered, onchange }) {
  const field = select({
    label,
    options: offered,
    value: element.initial_option,
    disabled,
    placeholder: element.placeholder?.content ?? "请选择",
    onchange: onchange && ((value) => value && onchange(value)),
  });
  return { node: labelled(element, label, field, element.required), field, read: () => field.value };
}

function several(element, { label, disabled, options: offered, onchange, group }) {
  const { element: node, read } = choices({
    name: group,
    label: element.placeholder?.content ?? label,
    options: offered,
    chosen: element.selected_values ?? [],
    disabled,
  });
  if (onchange) node.addEventListener("change", () => onchange(read()));
  return { node, field: node.querySelector("input") ?? node, read };
}

function date(element, { label, disabled, onchange }) {
  const initial = element.initial_date ?? element.initial_time ?? element.initial_datetime ?? "";
  const field = el("input", {
    type: DATES[element.tag],
    "aria-label": label,
    disabled,
    value: initial.replace(" ", "T"),
  });
  const read = () => field.value.replace("T", " ");
  if (onchange) field.addEventListener("change", () => field.value && onchange(read()));
  const words = el("span", { class: "label" }, element.placeholder?.content ?? label);
  return { node: el("label", {}, words, field), field, read };
}

function check(element, { label, disabled, onchange }) {
  const field = el("input", { type: "checkbox", disabled, checked: Boolean(element.checked) });
  if (onchange) field.addEventListener("change", () => onchange(field.checked));
  return { node: el("label", { class: "checker" }, field, el("span", {}, label)), field, read: () => field.checked };
}
