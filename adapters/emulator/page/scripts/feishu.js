// Draws Feishu's messages: text, post, and cards of JSON 2.0 (and the lenient 1.0).

import { el, lines } from "./dom.js";
import { blocks, inline, picture } from "./markup.js";
import { INPUTS, input, overflow } from "./feishu_inputs.js";

const FILES = { image: "[图片]", audio: "[语音]", media: "[视频]", sticker: "[表情]" };

/** The content of a bot's message: a bubble's inside, or a card. */
export function draw(raw, controls, message) {
  const content = raw.content ?? {};
  if (raw.msg_type === "interactive")
    return card(content, { controls, message, form: undefined, count: { inputs: 0 } });
  if (raw.msg_type === "text") {
    return el(
      "div",
      { class: "bubble" },
      content.text
        .split("\n")
        .flatMap((line, index) => [index ? el("br") : null, inline(line, "feishu", controls.look)]),
    );
  }
  if (raw.msg_type === "post") return post(content, controls);
  return FILES[raw.msg_type] ? el("div", { class: "bubble" }, FILES[raw.msg_type]) : null;
}

function card(content, at) {
  const header = content.header;
  const body = content.body ?? content;
  return el(
    "article",
    { class: "card feishu-card" },
    header && heading(header, at),
    el("div", { class: "card-body", style: null }, elements(body.elements ?? [], at)),
  );
}

function heading(header, at) {
  return el(
    "header",
    { "data-template": header.template ?? "default" },
    el(
      "div",
      { class: "head-line" },
      el("h3", {}, textOf(header.title, at)),
      (header.text_tag_list ?? []).map((tag) =>
        el("span", { class: "tag", "data-colour": tag.color ?? "blue" }, textOf(tag.text, at)),
      ),
    ),
    header.subtitle && el("p", { class: "desc" }, textOf(header.subtitle, at)),
  );
}

function elements(list, at) {
  return list.map((each) => element(each, at));
}

function element(each, at) {
  const draw = DRAWN[each.tag];
  if (draw) return draw(each, at);
  if (INPUTS[each.tag]) return input(each, at);
  return el("p", { class: "unknown" }, words(each).join(" ") || `[${each.tag}]`);
}

const DRAWN = {
  markdown: (each, at) => sized(blocks(each.content ?? "", "feishu", at.controls.look), each),
  div: (each, at) => [
    each.text && sized(el("p", { class: "text" }, textOf(each.text, at)), each.text),
    each.fields?.length
      ? el(
          "div",
          { class: "fields" },
          each.fields.map((field) => el("div", { class: field.is_short ? "short" : "long" }, textOf(field.text, at))),
        )
      : null,
    each.extra && element(each.extra, at),
  ],
  plain_text: (each, at) => sized(el("p", { class: "text" }, textOf(each, at)), each),
  lark_md: (each, at) => el("p", { class: "text" }, textOf(each, at)),
  note: (each, at) => el("div", { class: "note" }, elements(each.elements ?? [], at)),
  hr: () => el("hr"),
  img: (each, at) => picture(each.img_key ?? "", textOf(each.alt, at).length ? each.alt.content : "[图片]"),
  action: (each, at) => el("div", { class: "columns flow" }, elements(each.actions ?? [], at)),
  column_set: (each, at) =>
    el(
      "div",
      { class: `columns ${each.flex_mode ?? "none"}`, "data-background": each.background_style },
      elements(each.columns ?? [], at),
    ),
  column: (each, at) => {
    const node = el("div", { class: `column ${each.width ?? "auto"}` }, elements(each.elements ?? [], at));
    if (each.width === "weighted") node.style.flexGrow = each.weight ?? 1;
    return node;
  },
  form: (each, at) =>
    el("div", { class: "form", role: "group" }, elements(each.elements ?? [], { ...at, form: each.name })),
  interactive_container: container,
  collapsible_panel: (each, at) =>
    el(
      "details",
      { class: "panel", open: each.expanded },
      el("summary", {}, textOf(each.header?.title, at)),
      elements(each.elements ?? [], at),
    ),
  button: pressable,
  overflow: (each, at) => overflow(each, at),
  table,
  chart,
  person: (each, at) => el("span", { class: "mention" }, `@${at.controls.nameOf(each.user_id ?? "")}`),
  person_list: (each, at) =>
    el(
      "p",
      {},
      (each.persons ?? []).map((person) => el("span", { class: "mention" }, `@${at.controls.nameOf(person.id)} `)),
    ),
};

function container(each, at) {
  const inside = elements(each.elements ?? [], at);
  const node = el(
    "div",
    { class: each.has_border ? "container bordered" : "container", "data-background": each.background_style },
    inside,
  );
  const url = address(each);
  if (!url && !callsBack(each)) return node;
  const said = words(each).map((line) => line.replace(/\*\*/g, "").split("\n")[0]);
  const known = at.controls.take({ url, words: [...said, "打开"] });
  const open = at.controls.button(
    { ...known, disabled: each.disabled },
    { className: "container-press", url, children: "打开 ›" },
  );
  node.append(open);
  return node;
}

function pressable(each, at) {
  const label = each.text?.content || "按钮";
  const kind = each.form_action_type ?? each.action_type ?? "";
  if (kind.endsWith("reset")) {
    const clear = (event) => resetWithin(event.currentTarget.closest(".form"));
    return el("button", { type: "button", class: "button default", onclick: clear }, label);
  }
  const url = address(each);
  const known = at.controls.take({ label, url });
  const submits = kind.endsWith("submit");
  return at.controls.button(
    { ...known, disabled: known.disabled || Boolean(each.disabled) },
    { className: `button ${each.type ?? "default"}`, url, form: submits ? at.form : undefined, children: label },
  );
}

function resetWithin(form) {
  for (const field of form.querySelectorAll("input, select, textarea")) {
    if (field.type === "checkbox") field.checked = field.defaultChecked;
    else field.value = field.tagName === "SELECT" ? "" : field.defaultValue;
  }
}

function table(each) {
  const columns = each.columns ?? [];
  const cell = (value) =>
    Array.isArray(value)
      ? value.map(cell).join("、")
      : value && typeof value === "object"
        ? String(value.text ?? value.content ?? value.id ?? "")
        : String(value ?? "");
  return el(
    "div",
    { class: "table" },
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          columns.map((column) => el("th", {}, column.display_name ?? column.name)),
        ),
      ),
      el(
        "tbody",
        {},
        (each.rows ?? []).map((row) =>
          el(
            "tr",
            {},
            columns.map((column) => el("td", {}, cell(row[column.name]))),
          ),
        ),
      ),
    ),
  );
}

/** A chart is drawn as what it says: each value with a bar of its length. */
function chart(each) {
  const spec = each.chart_spec ?? {};
  const data = [spec.data].flat()[0]?.values ?? [];
  const number = (row) => Object.values(row).find((value) => typeof value === "number") ?? 0;
  const most = Math.max(1, ...data.map(number));
  return el(
    "figure",
    { class: "chart" },
    el("figcaption", {}, spec.title?.text ?? ""),
    data.map((row) => {
      const bar = el("meter", { min: 0, max: most, value: number(row) });
      return el(
        "p",
        {},
        el(
          "span",
          {},
          Object.values(row)
            .filter((value) => typeof value === "string")
            .join(" "),
        ),
        bar,
        el("b", {}, String(number(row))),
      );
    }),
  );
}

function post(content, controls) {
  const said = Object.values(content)[0] ?? {};
  const piece = (each) => {
    if (each.tag === "a") return controls.link(each.text ?? each.href, each.href, each.text ?? "");
    if (each.tag === "at")
      return el("span", { class: "mention" }, `@${each.user_name ?? controls.nameOf(each.user_id)}`);
    if (each.tag === "md") return blocks(each.text ?? "", "feishu", controls.look);
    if (each.tag === "hr") return el("hr");
    return el("span", {}, lines(each.text ?? FILES[each.tag === "img" ? "image" : each.tag] ?? ""));
  };
  return el(
    "div",
    { class: "bubble" },
    said.title && el("strong", {}, said.title),
    (said.content ?? []).map((paragraph) => el("div", {}, paragraph.map(piece))),
  );
}

function textOf(text, at) {
  if (!text?.content) return [];
  const dialect = text.tag === "lark_md" || text.tag === "markdown" ? "feishu" : "plain";
  return text.content
    .split("\n")
    .flatMap((line, index) => [index ? el("br") : "", inline(line, dialect, at.controls.look)]);
}

function sized(node, { text_size: size, text_color: colour, text_align: align }) {
  if (size) node.dataset.size = size;
  if (colour) node.dataset.colour = colour;
  if (align) node.style.textAlign = align;
  return node;
}

function address(each) {
  const opens = (each.behaviors ?? []).find((behaviour) => behaviour.type === "open_url");
  return opens?.pc_url ?? opens?.default_url ?? each.url ?? each.multi_url?.url ?? null;
}

function callsBack(each) {
  return (each.behaviors ?? []).some((behaviour) => behaviour.type === "callback");
}

function words(node) {
  if (Array.isArray(node)) return node.flatMap(words);
  if (!node || typeof node !== "object") return [];
  const own = typeof node.content === "string" ? [node.content] : [];
  return [...own, ...Object.values(node).flatMap(words)];
}
