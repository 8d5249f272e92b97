// Every sample card on the three clients, on DingTalk in both ways, and as plain text, side by side, with the same drawing code as the chats.

import { offered, PLATFORMS } from "./control.js";
import { drawn } from "./drawing.js";
import { el, lines } from "./dom.js";

const place = document.querySelector('[data-place="cards"]');
const filter = document.querySelector("#filter");

const inert = { nameOf: (account) => account, press: () => null, open: () => null };

const WAYS = [
  { key: "wecom", platform: "wecom", name: PLATFORMS.wecom.name },
  { key: "dingtalk", platform: "dingtalk", name: PLATFORMS.dingtalk.name },
  { key: "dingtalk_card", platform: "dingtalk", name: "钉钉，配了卡片模板" },
  { key: "feishu", platform: "feishu", name: PLATFORMS.feishu.name },
];

function sample(entry, { key, platform, name }) {
  const message = { message_id: `${entry.name}:${key}`, raw: entry[key], text: entry.text };
  const content = entry[key] ? drawn(platform, message, inert) : el("p", { class: "quiet" }, "和左边一样");
  return el(
    "section",
    { class: "chat sample", "data-platform": platform },
    el("h3", {}, name),
    el("div", { class: "messages" }, el("div", { class: "row bot" }, el("div", { class: "said" }, content))),
  );
}

function row(entry) {
  return el(
    "article",
    { class: "gallery-row", "data-name": entry.name },
    el("h2", {}, entry.name),
    WAYS.map((way) => sample(entry, way)),
    el("section", { class: "sample text-sample" }, el("h3", {}, "文字"), el("pre", {}, lines(entry.text ?? ""))),
  );
}

function choose() {
  const wanted = filter.value.trim();
  for (const each of place.children) each.hidden = wanted !== "" && !each.textContent.includes(wanted);
}

const told = await offered("/demo/gallery");
if (told?.cards.length) {
  place.replaceChildren(...told.cards.map(row));
  filter.addEventListener("input", choose);
} else {
  place.replaceChildren(el("p", { class: "quiet" }, "这里还没有卡片：接上侧记的演示（GET /demo/gallery）后会列出来。"));
}
