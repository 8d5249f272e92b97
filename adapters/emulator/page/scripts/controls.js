// What can be pressed and filled in on one message: ties what is drawn from the raw JSON to the emulator's ids.

import { el } from "./dom.js";

export class Controls {
  #waiting;
  #fields = [];

  /** `acts.press(button, form)` presses in the emulator, `acts.open(url)` opens what it doesn't know as a button. */
  constructor(message, acts) {
    this.acts = acts;
    this.isLive = Boolean(message.buttons);
    this.nameOf = acts.nameOf;
    this.#waiting = [...(message.buttons ?? [])];
    this.inputs = new Map((message.inputs ?? []).map((input) => [input.name, input]));
  }

  /** The button that the emulator knows for a drawn one: by its key, else the next with this label and address. */
  take({ key, label, url = null, words = [] }) {
    if (!this.isLive) return { id: null, label, disabled: false };
    const goesThere = (each) => (each.url ?? null) === url;
    const isCalled = (each) => (label === undefined ? words.includes(each.label) : each.label === label);
    const place =
      key !== undefined
        ? this.#waiting.findIndex((each) => each.id === key)
        : this.#waiting.findIndex((each) => goesThere(each) && isCalled(each));
    const other = place < 0 && url !== null ? this.#waiting.findIndex(goesThere) : place;
    return other < 0 ? { id: null, label, disabled: true } : this.#waiting.splice(other, 1)[0];
  }

  /** A drawn button: pressing it sends the fields of `form`, or opens its page. */
  button(known, { className, form, url, children } = {}) {
    const node = el("button", { type: "button", class: className, disabled: known.disabled }, children ?? known.label);
    node.addEventListener("click", () => this.#busy(node, () => this.#press(known, form, url)));
    return node;
  }

  /** A link in a text. */
  link(label, url, words) {
    const known = this.take({ label: plain(words), url });
    return this.button({ ...known, disabled: false }, { className: "link", url, children: label });
  }

  /** How text marks are drawn on this message. */
  get look() {
    return { link: (label, url, words) => this.link(label, url, words), nameOf: this.nameOf };
  }

  /** Registers a field; `form` names the form that sends it. */
  field({ name, form = "", read, element, required, error }) {
    this.#fields.push({ name, form, read, element, required, error });
  }

  /** Sends one field by itself, as a select outside a form does. */
  async change(name, value) {
    if (this.isLive) await this.acts.press(name, { [name]: value });
  }

  async #press(known, form, url) {
    if (known.id === null) return url && this.acts.open(url);
    if (url || form === undefined) return this.acts.press(known.id);
    const fields = this.#fields.filter((each) => each.form === form);
    const empty = fields.filter((each) => each.required && isEmpty(each.read()));
    for (const each of fields) each.error?.(empty.includes(each));
    if (empty.length) return empty[0].element.focus();
    const values = Object.fromEntries(fields.map((each) => [each.name, each.read()]));
    return this.acts.press(known.id, fields.length ? values : undefined);
  }

  async #busy(node, work) {
    node.setAttribute("aria-busy", "true");
    try {
      await work();
    } finally {
      node.removeAttribute("aria-busy");
    }
  }
}

/** Where a field says that it must be filled in. */
export function missingMark(field) {
  const mark = el("em", { class: "missing", role: "alert" });
  const error = (isMissing) => {
    mark.textContent = isMissing ? "请填写" : "";
    field.setAttribute("aria-invalid", String(isMissing));
  };
  return { mark, error };
}

/** A native select over options of `{id, label}`. */
export function select({ label, options, value, disabled, placeholder, onchange }) {
  const node = el(
    "select",
    { "aria-label": label, disabled },
    placeholder === undefined ? null : el("option", { value: "" }, placeholder),
    options.map((option) => el("option", { value: option.id }, option.label)),
  );
  node.value = value ?? (placeholder === undefined ? options[0]?.id : "");
  if (onchange) node.addEventListener("change", () => onchange(node.value));
  return node;
}

/** Check boxes (or radio buttons) over options; `read()` tells what is chosen. */
export function choices({ name, label, options, chosen, single = false, disabled }) {
  const boxes = options.map((option) =>
    el("input", {
      type: single ? "radio" : "checkbox",
      name,
      "data-value": option.id,
      checked: chosen.includes(option.id),
      disabled,
    }),
  );
  const element = el(
    "fieldset",
    { class: "choices" },
    el("legend", {}, label),
    options.map((option, index) => el("label", {}, boxes[index], el("span", {}, option.label))),
  );
  const read = () => boxes.filter((box) => box.checked).map((box) => box.dataset.value);
  return { element, read: single ? () => read()[0] ?? "" : read };
}

function isEmpty(value) {
  return value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);
}

function plain(words) {
  return words
    .replace(/(\*\*|__|\*)([^*_]+)\1/g, "$2")
    .replace(/<[^>]+>/g, "")
    .trim();
}
