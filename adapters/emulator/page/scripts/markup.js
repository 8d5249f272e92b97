// The three platforms' marks in text, as nodes. Marks that a platform doesn't know stay words.

import { el } from "./dom.js";

const LINK = {
  pattern: /\[([^\]]*)\]\(([^()\s]+)\)/,
  draw: (found, draw, look) => look.link(draw(found[1]), found[2], found[1]),
};
const IMAGE = { pattern: /!\[([^\]]*)\]\(([^()\s]+)\)/, draw: (found) => picture(found[2], found[1]) };
const BOLD = { pattern: /\*\*(?=\S)(.+?)(?<=\S)\*\*/, draw: (found, draw) => el("strong", {}, draw(found[1])) };
const EMPHASIS = {
  pattern: /(?<![*\w])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?!\*)/,
  draw: (found, draw) => el("em", {}, draw(found[1])),
};
const STRUCK = { pattern: /~~(?=\S)(.+?)~~/, draw: (found, draw) => el("s", {}, draw(found[1])) };
const CODE = { pattern: /`([^`]+)`/, draw: (found) => el("code", {}, found[1]) };
const BREAK = { pattern: /<br\s*\/?>/i, draw: () => el("br") };
const ESCAPED = { pattern: /\\([\\`*_{}[\]()#+\-.!>~])/, draw: (found) => found[1] };
const FONT = {
  pattern: /<font\s+color=["']?([\w-]+)["']?\s*>([\s\S]*?)<\/font>/i,
  draw: (found, draw) => el("span", { "data-colour": found[1] }, draw(found[2])),
};
const ANCHOR = {
  pattern: /<(?:a|link)\b[^>]*?(?:href|url)\s*=\s*["']([^"']*)["'][^>]*>([\s\S]*?)<\/(?:a|link)>/i,
  draw: (found, draw, look) => look.link(draw(found[2]), decoded(found[1]), found[2]),
};
const TAG = {
  pattern: /<text_tag\s+color=["']?([\w-]+)["']?\s*>([\s\S]*?)<\/text_tag>/i,
  draw: (found, draw) => el("span", { class: "tag", "data-colour": found[1] }, draw(found[2])),
};
const MENTION = {
  pattern: /<at\s+(?:user_id|id|ids|email)=["']?([^"'>\s]+)["']?\s*>(.*?)<\/at>/i,
  draw: (found, draw, look) => el("span", { class: "mention" }, `@${found[2] || look.nameOf(found[1])}`),
};
const PERSON = {
  pattern: /<person\s+id\s*=\s*["']?([^"'>\s]+)["']?[^>]*>(?:<\/person>)?/i,
  draw: (found, draw, look) => el("span", { class: "mention" }, look.nameOf(found[1])),
};
const MARKS = [IMAGE, LINK, BOLD, EMPHASIS, STRUCK, CODE, BREAK];

export const DIALECTS = {
  plain: [],
  wecomText: [ANCHOR, BREAK],
  wecom: [LINK, BOLD, CODE, FONT],
  dingtalk: [ESCAPED, ...MARKS, FONT],
  feishu: [TAG, MENTION, PERSON, FONT, ANCHOR, ...MARKS],
};

/** What a dialect needs besides the text: how a link is drawn, who someone is. */
export const inert = { link: (label) => el("span", { class: "link" }, label), nameOf: (id) => id };

/** One run of text as nodes. */
export function inline(text, dialect, look = inert) {
  const draw = (words) => {
    const nodes = [];
    let rest = String(words);
    while (rest) {
      const first = earliest(rest, DIALECTS[dialect]);
      if (!first) break;
      if (first.found.index) nodes.push(decoded(rest.slice(0, first.found.index)));
      nodes.push(first.rule.draw(first.found, draw, look));
      rest = rest.slice(first.found.index + first.found[0].length);
    }
    if (rest) nodes.push(decoded(rest));
    return nodes;
  };
  return draw(text);
}

/** Lines of Markdown as blocks: headings, quotes, bullets, rules, paragraphs. */
export function blocks(text, dialect, look = inert) {
  const drawn = el("div", { class: "markdown" });
  for (const line of String(text).split("\n")) {
    // The full-width space at a line's beginning indents it: only half-width ones fall away.
    const bare = line.replace(/^[ \t]+|[ \t\r]+$/g, "");
    if (bare) drawn.append(block(bare, dialect, look));
  }
  return drawn;
}

function block(line, dialect, look) {
  const heading = /^(#{1,6})\s+(.*)/.exec(line);
  if (heading) return el("p", { class: `h h${heading[1].length}` }, inline(heading[2], dialect, look));
  if (/^(-{3,}|\*{3,})$/.test(line)) return el("hr");
  if (line.startsWith(">")) return el("blockquote", {}, inline(line.replace(/^>\s?/, ""), dialect, look));
  const bullet = /^[-*]\s+(.*)/.exec(line);
  if (bullet) return el("p", { class: "bullet" }, inline(bullet[1], dialect, look));
  return el("p", {}, inline(line, dialect, look));
}

/** A picture; one that can't be fetched here shows its words. */
export function picture(url, words) {
  if (!/^(https?:|data:image\/|\/)/.test(url)) return el("span", { class: "picture" }, words || "[图片]");
  return el("img", { src: url, alt: words || "图片", loading: "lazy", referrerpolicy: "no-referrer" });
}

function earliest(text, rules) {
  let best = null;
  for (const rule of rules) {
    const found = rule.pattern.exec(text);
    if (found && (!best || found.index < best.found.index)) best = { rule, found };
  }
  return best;
}

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'", "&nbsp;": " " };

function decoded(text) {
  return text.replace(/&(?:lt|gt|amp|quot|#39|nbsp);/g, (entity) => ENTITIES[entity]);
}
