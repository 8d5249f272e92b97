// Draws DingTalk's robot messages (msgKey and msgParam, webhook bodies, work notices) and its interactive cards.

import { el, lines, parsed } from "./dom.js";
import { blocks, inline, picture } from "./markup.js";
import { choices, missingMark, select } from "./controls.js";

/** The content of a bot's message: a bubble's inside, or a card. */
export function draw(raw, controls, message) {
  if (raw.cardData) return interactiveCard(values(raw), controls, message);
  if (raw.msgKey) return robotMessage(raw.msgKey, parsed(raw.msgParam, {}), controls);
  const body = raw.msg ?? raw;
  return body.msgtype ? byType(body.msgtype, body[body.msgtype] ?? {}, controls) : null;
}

function robotMessage(key, param, controls) {
  if (key === "sampleText") return byType("text", param, controls);
  if (key === "sampleMarkdown") return byType("markdown", param, controls);
  if (key === "sampleLink") return byType("link", param, controls);
  if (key === "sampleImageMsg") return el("div", { class: "bubble picture-bubble" }, picture(param.photoURL, "图片"));
  if (key === "sampleAudio") return el("div", { class: "bubble" }, `[语音] ${Math.round(param.duration / 1000)}″`);
  if (key === "sampleVideo") return el("div", { class: "bubble" }, "[视频]");
  if (!key.startsWith("sampleActionCard")) return null;
  const acts = [1, 2, 3, 4, 5].map((n) => [
    param[`actionTitle${n}`] ?? param[`buttonTitle${n}`],
    param[`actionURL${n}`] ?? param[`buttonUrl${n}`],
  ]);
  const single = param.singleTitle ? [[param.singleTitle, param.singleURL]] : [];
  return actionCard(param.text, [...single, ...acts.filter(([label]) => label)], controls, key === "sampleActionCard6");
}

function byType(type, content, controls) {
  if (type === "text") return el("div", { class: "bubble" }, lines(content.content ?? ""));
  if (type === "markdown") return el("div", { class: "bubble" }, blocks(content.text ?? "", "dingtalk", controls.look));
  if (type === "link") return linkCard(content, controls);
  if (type === "feedCard")
    return el(
      "article",
      { class: "card ding-card" },
      (content.links ?? []).map((each) => [
        each.picURL && picture(each.picURL, each.title),
        controls.link(each.title, each.messageURL, each.title),
      ]),
    );
  if (type === "actionCard" || type === "action_card") {
    const list = content.btns ?? content.btn_json_list ?? [];
    const single = content.singleTitle ?? content.single_title;
    const acts = [
      ...(single ? [[single, content.singleURL ?? content.single_url]] : []),
      ...list.map((each) => [each.title, each.actionURL ?? each.action_url]),
    ];
    return actionCard(
      content.text ?? content.markdown,
      acts,
      controls,
      (content.btnOrientation ?? content.btn_orientation) === "1",
    );
  }
  if (type === "oa") return notice(content, controls);
  return null;
}

function actionCard(text, acts, controls, sideBySide) {
  return el(
    "article",
    { class: "card ding-card" },
    blocks(text ?? "", "dingtalk", controls.look),
    el(
      "div",
      { class: sideBySide ? "action-links beside" : "action-links" },
      acts.map(([label, url]) =>
        controls.button({ ...controls.take({ label, url }), disabled: false }, { url, children: label }),
      ),
    ),
  );
}

function linkCard(content, controls) {
  const known = controls.take({ label: content.title, url: content.messageUrl });
  const body = [
    el("strong", {}, content.title),
    el("span", {}, content.text),
    content.picUrl && picture(content.picUrl, ""),
  ];
  return controls.button(
    { ...known, disabled: false },
    { className: "card ding-card link-card", url: content.messageUrl, children: body },
  );
}

function notice(content, controls) {
  const body = content.body ?? {};
  const label = body.title || "查看";
  return el(
    "article",
    { class: "card ding-card" },
    el("p", { class: "notice-head" }, content.head?.text ?? "工作通知"),
    el("h3", {}, body.title ?? ""),
    rows(
      (body.form ?? []).map((each) => ({ k: String(each.key).replace(/[:：]$/, ""), v: each.value })),
      controls,
    ),
    body.content && el("p", {}, lines(body.content)),
    controls.button(
      { ...controls.take({ label, url: content.message_url }), disabled: false },
      { className: "jump", url: content.message_url, children: "查看详情" },
    ),
  );
}

function values(raw) {
  const own = Object.values(raw.privateData ?? {})[0]?.cardParamMap ?? {};
  return { ...(raw.cardData.cardParamMap ?? {}), ...own };
}

function interactiveCard(shown, controls, message) {
  const markdown = [shown.markdown ?? shown.msgContent, shown.content1, shown.content2, shown.content3, shown.content4];
  return el(
    "article",
    { class: "card ding-card interactive" },
    el("header", {}, el("h3", {}, shown.title ?? ""), shown.tag && el("span", { class: "tag" }, shown.tag)),
    markdown.filter(Boolean).map((text) => blocks(text, "dingtalk", controls.look)),
    form(shown, controls, message),
    buttons(shown, controls),
    paragraph(shown.hint ?? shown.tips, "note"),
    paragraph(shown.footer, "note"),
  );
}

function rows(facts, controls) {
  if (!facts.length) return null;
  return el(
    "dl",
    { class: "rows" },
    facts.map((row) =>
      el(
        "div",
        {},
        el("dt", {}, row.k ?? ""),
        el("dd", {}, row.u ? controls.link(row.v, row.u, row.v) : lines(row.v ?? "")),
      ),
    ),
  );
}

function form(shown, controls, message) {
  const fields = (parsed(shown.form, {})?.fields ?? []).filter((field) => !field.hidden);
  if (!shown.submit) return null;
  return [
    fields.map((field) => entry(field, controls, message)),
    controls.button(controls.take({ key: "form" }), { className: "primary", form: "card", children: shown.submit }),
  ];
}

function entry(field, controls, message) {
  const options = (field.options ?? []).map((option) => ({ id: String(option.value ?? ""), label: option.text ?? "" }));
  const chosen = field.defaultValue?.value ?? field.defaultValue;
  const { name, required } = field;
  if (field.type === "MULTI_SELECT") {
    const group = `${message.message_id}:${name}`;
    const { element, read } = choices({ name: group, label: field.label ?? "", options, chosen: [].concat(chosen ?? []) });
    controls.field({ name, form: "card", element: element.querySelector("input"), read, required });
    return element;
  }
  const element =
    field.type === "SELECT"
      ? select({ label: field.label, options, value: chosen, placeholder: chosen ? undefined : "请选择" })
      : el("input", { type: "text", value: chosen ?? "", "aria-label": field.label });
  const { mark, error } = missingMark(element);
  controls.field({ name, form: "card", element, read: () => element.value || null, required, error });
  return el("label", { class: "question" }, el("span", {}, field.label ?? ""), element, mark);
}

function buttons(shown, controls) {
  const own = [...list(shown.buttons1), ...list(shown.buttons2)].map((each) => ({
    label: each.text ?? "",
    url: each.event?.type === "openLink" ? each.event.params?.url : null,
    isPrimary: each.color === "blue",
  }));
  const shared = (parsed(shown.sys_full_json_obj, {})?.msgButtons ?? []).map((each) => ({
    label: each.text ?? "",
    url: each.url ?? null,
  }));
  const drawn = [...own, ...shared].map(({ label, url, isPrimary }) =>
    controls.button(controls.take({ label, url }), { className: isPrimary ? "primary" : "", url, children: label }),
  );
  return drawn.length ? el("div", { class: "buttons", "data-count": drawn.length }, drawn) : null;
}

function paragraph(text, className = "lines") {
  return text
    ? el(
        "div",
        { class: className },
        text.split("\n").map((line) => el("p", {}, inline(line, "dingtalk"))),
      )
    : null;
}

function list(text) {
  const found = parsed(text || "[]", []);
  return Array.isArray(found) ? found.filter((each) => each && typeof each === "object") : [];
}
