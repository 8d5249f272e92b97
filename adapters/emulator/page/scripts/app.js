// Puts the page together.

import * as control from "./control.js";
import { Chat, mark } from "./chat.js";
import { Clock } from "./clock.js";
import { button, el, icon } from "./dom.js";
import { Ledger } from "./ledger.js";
import { Sidebar } from "./sidebar.js";
import { Story } from "./story.js";
import { TrafficView } from "./traffic.js";

const place = (name) => document.querySelector(`[data-place="${name}"]`);

class Page {
  constructor(people) {
    const platforms = Object.keys(control.PLATFORMS).filter((platform) => platform in people[0].accounts);
    this.chats = new Map(platforms.map((platform) => [platform, new Chat(platform, people, this.#hooks())]));
    this.clock = new Clock((error) => this.#say(error.message));
    this.ledger = new Ledger();
    this.sidebar = new Sidebar((isOpen) => document.body.classList.toggle("has-sidebar", isOpen));
    this.traffic = new TrafficView([...platforms, ...platforms.map((each) => control.PLATFORMS[each].bot).filter(Boolean)]);
    this.story = new Story({
      chat: (platform) => this.chats.get(platform),
      clock: this.clock,
      show: (platform) => this.#bringForward(platform),
      openPage: (chat, url) => this.sidebar.open(chat, url),
      restart: () => this.#restart(),
    });
    this.#lay();
    this.#turn(platforms[0]);
  }

  async start() {
    control.watch(
      (event) => this.#hear(event),
      () => this.#lookAgain(),
    );
    const beats = await control.offered("/demo/story");
    if (!beats?.length) return;
    this.story.load(beats);
    this.playButton.hidden = false;
    this.againButton.hidden = false;
    if (Number(sessionStorage.getItem("beat") ?? 0) < beats.length) this.story.show();
  }

  #hooks() {
    return {
      openPage: (chat, url, customer) => this.sidebar.open(chat, url, customer),
      note: (chat, messageId) => this.sidebar.note(chat, messageId),
      onUnread: () => this.tabs && this.#drawTabs(),
    };
  }

  #lay() {
    this.playButton = button("▶ 90 秒看完", () => this.story.begin(), { class: "plain", hidden: true });
    this.againButton = button([icon("again"), el("span", {}, "重来")], () => this.#again(), {
      class: "plain",
      hidden: true,
    });
    const wire = button([icon("code"), el("span", {}, "线上格式")], () => this.traffic.open(), { class: "plain" });
    const happened = button([icon("list"), el("span", {}, "发生了什么")], () => this.#toggleLedger(), {
      class: "plain narrow-only",
      "aria-controls": "ledger",
    });
    this.tabs = el("div", { class: "chat-tabs", role: "tablist", "aria-label": "聊天软件" });
    place("story-button").append(this.playButton);
    place("clock").append(this.clock.element);
    place("tools").append(happened, wire, this.againButton);
    place("tabs").append(this.tabs);
    place("chats").append(...[...this.chats.values()].map((chat) => chat.element));
    place("ledger").append(this.ledger.element);
    place("ledger-close").append(
      button(icon("close"), () => this.#toggleLedger(), { class: "icon-button", "aria-label": "收起" }),
    );
    place("sidebar").append(this.sidebar.element);
    document.body.append(this.traffic.element, this.story.element);
    document.addEventListener("click", closeMenus);
    document.addEventListener("visibilitychange", () => this.#seeChats());
    addEventListener("resize", () => this.#seeChats());
  }

  #turn(platform) {
    this.platform = platform;
    for (const [name, chat] of this.chats) chat.element.classList.toggle("chosen", name === platform);
    this.#drawTabs();
    this.#seeChats();
  }

  /** The story goes on in this chat: nothing may lie over it. */
  #bringForward(platform) {
    this.#turn(platform);
    if (matchMedia("(width < 1100px)").matches) this.sidebar.close();
  }

  #seeChats() {
    for (const chat of this.chats.values()) if (chat.isInSight) chat.seen();
  }

  #drawTabs() {
    this.tabs.replaceChildren(
      ...[...this.chats].map(([platform, chat]) =>
        button([chat.name, chat.unread ? mark(chat.unread) : null], () => this.#turn(platform), {
          role: "tab",
          "data-platform": platform,
          "aria-selected": String(platform === this.platform),
          "aria-controls": `chat-${platform}`,
        }),
      ),
    );
    const unread = [...this.chats.values()].reduce((sum, chat) => sum + chat.unread, 0);
    document.title = unread ? `（${unread}）侧记 演示` : "侧记 演示";
  }

  #hear(event) {
    if (event.type === "clock") this.clock.hear(event.now);
    else if (event.type === "people") this.#meet();
    else if (event.platform) {
      if (event.type !== "traffic") [...this.chats.values()].find((chat) => chat.holds(event.platform))?.hear(event);
      this.ledger.look();
    }
  }

  async #meet() {
    const { people } = await control.people();
    for (const chat of this.chats.values()) chat.meet(people);
  }

  #lookAgain() {
    this.clock.look().catch(() => null);
    for (const chat of this.chats.values()) chat.look();
    this.ledger.look();
  }

  async #again() {
    await this.#restart();
    if (this.story.isOpen) this.story.rewind();
  }

  async #restart() {
    if (!(await control.offered("/demo/restart", "POST"))) return this.#say("这里不能重来：侧记没有开着演示。");
    for (const chat of this.chats.values()) chat.conversation.clear();
    this.ledger.clear();
    this.sidebar.close();
    this.#lookAgain();
  }

  #toggleLedger() {
    document.body.classList.toggle("shows-ledger");
  }

  #say(words) {
    this.chats.get(this.platform).toast(words, "error");
  }
}

/** A click elsewhere closes open menus. */
function closeMenus(event) {
  for (const menu of document.querySelectorAll(
    "details.people[open], details.clock-setting[open], details.card-menu[open]",
  )) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

const { people } = await control.people();
await new Page(people).start();
