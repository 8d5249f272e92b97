// 线上格式: the real bytes of the last messages, both ways.

import * as control from "./control.js";
import { button, el, icon, parsed } from "./dom.js";
import { exactTime } from "./times.js";

const SHOWN = 60;
// Tokens, directory look-ups and the like: part of the wire, but not what a message looks like.
const ABOUT_MESSAGES = /send|message|card|callback|robot|bot|frame|im\.|update/i;

export class TrafficView {
  constructor(platforms) {
    this.platform = platforms[0];
    this.list = el("div", { class: "exchanges" });
    this.onlyMessages = el("input", { type: "checkbox", checked: true, onchange: () => this.#look() });
    this.tabs = el(
      "div",
      { class: "tabs", role: "tablist" },
      platforms.map((platform) =>
        button(control.PLATFORMS[platform]?.name ?? control.BOTS[platform], () => this.#turn(platform), {
          role: "tab",
          "data-platform": platform,
        }),
      ),
    );
    this.element = el(
      "dialog",
      { class: "traffic", "aria-label": "线上格式" },
      el(
        "header",
        {},
        el("h2", {}, "线上格式"),
        this.tabs,
        el("label", { class: "only" }, this.onlyMessages, "只看消息"),
        button("刷新", () => this.#look(), { class: "plain" }),
        button(icon("close"), () => this.element.close(), { class: "icon-button", "aria-label": "关上" }),
      ),
      el("p", { class: "hint" }, "聊天软件的服务器和侧记之间真实往来的字节，新的在上；令牌和密钥只留前四位。"),
      this.list,
    );
    this.element.addEventListener("click", (event) => event.target === this.element && this.element.close());
  }

  open(platform = this.platform) {
    this.element.showModal();
    return this.#turn(platform);
  }

  async #turn(platform) {
    this.platform = platform;
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.platform === platform));
    await this.#look();
  }

  async #look() {
    const all = await control.traffic(this.platform);
    const wanted = this.onlyMessages.checked ? all.filter((each) => ABOUT_MESSAGES.test(each.url) || each.plain) : all;
    const newest = wanted.slice(-SHOWN).reverse();
    this.list.replaceChildren(
      ...(newest.length
        ? newest.map((each, index) => exchange(each, index === 0))
        : [el("p", { class: "quiet" }, "还没有往来。")]),
    );
  }
}

function exchange(each, isOpen) {
  const isOurs = each.direction === "from_product";
  return el(
    "details",
    { class: "exchange", open: isOpen },
    el(
      "summary",
      {},
      el("time", {}, exactTime(new Date(each.at))),
      el("span", { class: isOurs ? "way out" : "way in" }, isOurs ? "侧记 → 服务器" : "服务器 → 侧记"),
      el("code", {}, `${each.method} ${each.url}`),
      each.status !== null && el("span", { class: each.status < 400 ? "status" : "status bad" }, String(each.status)),
    ),
    part(
      "头",
      Object.entries(each.headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
    ),
    part("内容", pretty(each.body)),
    part("解密后", pretty(each.plain)),
    part("应答", pretty(each.answer)),
  );
}

function part(label, text) {
  return text ? el("div", { class: "part" }, el("h3", {}, label), el("pre", { tabindex: "0" }, text)) : null;
}

/** JSON with line breaks; anything else as it went over the wire. */
function pretty(text) {
  const value = parsed(text);
  return value && typeof value === "object" ? JSON.stringify(value, null, 2) : text;
}
