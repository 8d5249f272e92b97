// Draws what WeCom's message/send carries, as its client does (document/path/90236).

import { el, lines } from "./dom.js";
import { blocks, inline, picture } from "./markup.js";
import { choices, select } from "./controls.js";

const SOURCE_COLOURS = ["grey", "black", "red", "green"];
const FILES = { image: "[图片]", voice: "[语音]", video: "[视频]" };

/** The content of a bot's message: a bubble's inside, or a card. */
export function draw(raw, controls, message) {
  const kind = raw.msgtype ?? raw.passive ?? (raw.template_card ? "template_card" : "");
  const part = raw[kind];
  if (kind === "template_card" && part) return templateCard(part, controls, message);
  if (kind === "text") {
    const content = raw.passive ? raw.content : part.content;
    return el(
      "div",
      { class: "bubble" },
      content.split("\n").flatMap((line, index) => [index ? el("br") : null, inline(line, "wecomText", controls.look)]),
    );
  }
  if (kind === "stream") {
    const isGrowing = message.state === "streaming";
    return el(
      "div",
      { class: isGrowing ? "bubble growing" : "bubble", "aria-busy": isGrowing ? "true" : null },
      blocks(part.content, "wecom", controls.look),
    );
  }
  if (kind === "markdown") return el("div", { class: "bubble" }, blocks(part.content, "wecom", controls.look));
  if (kind === "textcard") return textCard(part, controls);
  if (kind === "news" || kind === "mpnews") return news(part.articles ?? [], controls);
  if (kind in FILES) return medium(kind, part, message);
  return null;
}

function templateCard(card, controls, message) {
  const title = card.main_title ?? {};
  const emphasis = card.emphasis_content ?? {};
  const jump = card.card_action?.type === 1 ? card.card_action.url : null;
  const inside = [
    source(card.source),
    title.title && el("h3", {}, title.title),
    title.desc && el("p", { class: "desc" }, title.desc),
    emphasis.title && el("p", { class: "emphasis" }, emphasis.title),
    emphasis.desc && el("p", { class: "desc" }, emphasis.desc),
    card.card_image?.url && picture(card.card_image.url, "图片"),
    card.image_text_area && imageText(card.image_text_area),
    quote(card.quote_area, controls),
    card.sub_title_text && el("p", { class: "sub" }, lines(card.sub_title_text)),
    (card.vertical_content_list ?? []).map((row) => [
      el("p", { class: "row-title" }, row.title),
      el("p", { class: "desc" }, row.desc ?? ""),
    ]),
    rows(card.horizontal_content_list ?? [], controls),
    questions(card, controls, message),
    buttons(card, controls),
    jumps(card.jump_list ?? [], controls),
  ];
  const open =
    jump && controls.button(controls.take({ key: "card" }), { className: "jump", url: jump, children: "查看详情" });
  return el("article", { class: "card wecom-card" }, menu(card.action_menu, controls), inside, open);
}

function source(from) {
  if (!from?.desc) return null;
  const logo = from.icon_url ? picture(from.icon_url, "") : el("i", { class: "logo", "aria-hidden": "true" });
  return el("p", { class: "source", "data-colour": SOURCE_COLOURS[from.desc_color] ?? "grey" }, logo, from.desc);
}

function imageText(area) {
  return el(
    "div",
    { class: "image-text" },
    picture(area.image_url, "图片"),
    el("div", {}, el("strong", {}, area.title ?? ""), el("p", { class: "desc" }, area.desc ?? "")),
  );
}

function quote(area, controls) {
  if (!area?.quote_text && !area?.title) return null;
  const body = [area.title && el("strong", {}, area.title), area.quote_text && el("p", {}, lines(area.quote_text))];
  if (area.type === 1)
    return controls.button({ id: null, label: area.title }, { className: "quote", url: area.url, children: body });
  return el("blockquote", { class: "quote" }, body);
}

function rows(list, controls) {
  if (!list.length) return null;
  return el(
    "dl",
    { class: "rows" },
    list.map((row, index) => {
      const value = row.value ?? "";
      const shown =
        row.type === 1
          ? controls.button(controls.take({ key: `row:${index + 1}` }), {
              className: "link",
              url: row.url,
              children: value || row.keyname,
            })
          : row.type === 3
            ? el("span", { class: "mention" }, `@${value || controls.nameOf(row.userid)}`)
            : value;
      return el("div", {}, el("dt", {}, row.keyname), el("dd", {}, shown));
    }),
  );
}

function questions(card, controls, message) {
  const asked = [...(card.button_selection ? [card.button_selection] : []), ...(card.select_list ?? [])];
  return [asked.map((each) => question(each, controls)), card.checkbox && vote(card.checkbox, controls, message)];
}

function question(asked, controls) {
  const options = asked.option_list.map((option) => ({ id: option.id, label: option.text }));
  const known = controls.inputs.get(asked.question_key);
  const element = select({
    label: asked.title || "选一个",
    options,
    value: options.some((option) => option.id === asked.selected_id) ? asked.selected_id : options[0]?.id,
    disabled: asked.disable || known?.disabled,
  });
  controls.field({ name: asked.question_key, form: "card", element, read: () => element.value });
  return el("label", { class: "question" }, el("span", {}, asked.title ?? ""), element);
}

function vote(box, controls, message) {
  const { element, read } = choices({
    name: `${message.message_id}:${box.question_key}`,
    label: box.mode === 1 ? "可选多项" : "选一项",
    options: box.option_list.map((option) => ({ id: option.id, label: option.text })),
    chosen: box.option_list.filter((option) => option.is_checked).map((option) => option.id),
    single: box.mode !== 1,
    disabled: box.disable || controls.inputs.get(box.question_key)?.disabled,
  });
  controls.field({
    name: box.question_key,
    form: "card",
    element: element.querySelector("input"),
    read,
    required: true,
  });
  return element;
}

function buttons(card, controls) {
  const drawn = (card.button_list ?? []).map((each, index) => {
    const known = controls.take({ key: each.type === 1 ? `url:${index + 1}` : each.key, label: each.text });
    const closed = card.replace_text && each.type !== 1 ? { label: card.replace_text, disabled: true } : {};
    return controls.button(
      { ...known, label: known.label ?? each.text, ...closed },
      { className: `style-${each.style ?? 1}`, form: "card", url: each.type === 1 ? each.url : null },
    );
  });
  if (card.submit_button) {
    const known = controls.take({ key: card.submit_button.key, label: card.submit_button.text });
    drawn.push(
      controls.button(
        { ...known, label: known.label ?? card.submit_button.text },
        { className: "style-1 submit", form: "card" },
      ),
    );
  }
  return drawn.length ? el("div", { class: "buttons", "data-count": drawn.length }, drawn) : null;
}

function jumps(list, controls) {
  return list.map((each, index) =>
    each.type === 1
      ? controls.button(controls.take({ key: `jump:${index + 1}` }), {
          className: "jump",
          url: each.url,
          children: each.title,
        })
      : el("p", { class: "jump" }, each.title),
  );
}

function menu(actions, controls) {
  if (!actions) return null;
  const entries = actions.action_list.map((each) =>
    controls.button(controls.take({ key: each.key, label: each.text })),
  );
  return el(
    "details",
    { class: "card-menu" },
    el("summary", { "aria-label": actions.desc || "更多" }, "···"),
    el("div", {}, entries),
  );
}

function textCard(card, controls) {
  const known = controls.take({ key: "open", label: card.btntxt || "详情" });
  return el(
    "article",
    { class: "card wecom-card" },
    el("h3", {}, card.title),
    el("p", { class: "sub" }, lines(card.description.replace(/<[^>]+>/g, ""))),
    controls.button(known, { className: "jump", url: card.url, children: card.btntxt || "详情" }),
  );
}

function news(articles, controls) {
  return el(
    "article",
    { class: "card wecom-card" },
    articles.map((each) => [
      each.picurl && picture(each.picurl, each.title),
      each.url ? controls.link(each.title, each.url, each.title) : el("h3", {}, each.title),
      el("p", { class: "desc" }, each.description ?? each.digest ?? ""),
    ]),
  );
}

function medium(kind, part, message) {
  const address = message.card?.[0]?.url;
  if (kind === "image" && address) return el("div", { class: "bubble picture-bubble" }, picture(address, "图片"));
  const words = message.card?.[0]?.text || part?.title || FILES[kind];
  return el(
    "div",
    { class: "bubble" },
    address ? el("a", { href: address, target: "_blank", rel: "noopener" }, words) : words,
  );
}
