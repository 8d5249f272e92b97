// The messages of one chat: keeps the drawn nodes, redraws only what changed, follows the newest.

import { button, el, icon, lines, onEscape } from "./dom.js";
import { drawn } from "./drawing.js";
import { fileBubble, fileOf } from "./file.js";
import { clockTime, day, isSameDay, weekday } from "./times.js";
import { voiceBubble } from "./voice.js";

const PAUSE_MINUTES = 5;
const NEAR_END_PIXELS = 120;

export class Conversation {
  #drawn = new Map();
  #platform;
  #acts;
  #entries;
  #failed = new Map();
  #isPinned = true;

  /** `acts(message)` are what its controls do; `entries(message)` are those of its own menu: name and act. */
  constructor(platform, acts, entries) {
    this.#platform = platform;
    this.#acts = acts;
    this.#entries = entries;
    this.list = el("div", {
      class: "messages",
      role: "log",
      "aria-live": "polite",
      "aria-label": "聊天记录",
      tabindex: "0",
    });
    this.toEnd = button([icon("down"), "新消息"], () => this.follow(), { class: "to-end", hidden: true });
    this.element = el("div", { class: "conversation" }, this.list, this.toEnd);
    this.list.addEventListener("scroll", () => {
      this.#isPinned = this.#isAtEnd();
      if (this.#isPinned) this.toEnd.hidden = true;
    });
    // The keyboard, the voice panel or a picture change the height: who was at the newest message stays there.
    new ResizeObserver(() => this.#isPinned && this.follow(true)).observe(this.list);
  }

  /** Forget what is drawn: another person's chat follows. */
  clear() {
    this.#drawn.clear();
    this.#isPinned = true;
    this.list.replaceChildren();
    this.toEnd.hidden = true;
  }

  /** Marks a message that did not get through, with the reason. */
  fail(messageId, reason) {
    this.#failed.set(messageId, reason);
  }

  /** Shows exactly these messages, oldest first. */
  show(messages, me) {
    const isFirst = this.#drawn.size === 0;
    const wasAtEnd = this.#isAtEnd();
    const rows = [];
    let news = 0;
    let before = null;
    for (const message of messages) {
      const sentAt = new Date(message.sent_at);
      if (!before || Math.abs(sentAt - before) > PAUSE_MINUTES * 60_000) rows.push(this.#separator(sentAt, before));
      before = sentAt;
      const known = this.#drawn.get(message.message_id);
      const print = JSON.stringify([message, this.#failed.get(message.message_id)]);
      if (known?.print === print) {
        rows.push(known.row);
        continue;
      }
      const row = this.#row(message, me);
      if (!known) {
        news += 1;
        if (!isFirst) row.classList.add("arriving");
      }
      this.#drawn.set(message.message_id, { print, row });
      rows.push(row);
    }
    this.#replace(rows.length ? rows : [this.#empty()]);
    const isOwn = messages.at(-1)?.author === "self";
    if (isFirst || wasAtEnd || (news && isOwn)) this.follow(isFirst);
    else if (news) this.toEnd.hidden = false;
  }

  /** Goes to the newest message. */
  follow(atOnce = false) {
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: atOnce ? "instant" : "smooth" });
    this.toEnd.hidden = true;
  }

  #replace(rows) {
    const wanted = new Set(rows);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    rows.forEach((row, index) => {
      if (this.list.children[index] !== row) this.list.insertBefore(row, this.list.children[index] ?? null);
    });
  }

  #separator(sentAt, before) {
    const words = before && isSameDay(before, sentAt) ? "" : `${day(sentAt)} ${weekday(sentAt)} `;
    return el("p", { class: "time" }, `${words}${clockTime(sentAt)}`);
  }

  #empty() {
    return el("p", { class: "quiet" }, "还没有消息。说一句，或点下面一句试试。");
  }

  #row(message, me) {
    const isOwn = message.author === "self";
    if (message.state === "recalled") return el("p", { class: "time" }, "侧记撤回了一条消息");
    const name = isOwn ? me.name : "侧记";
    const content = isOwn ? ownContent(message) : drawn(this.#platform, message, this.#acts(message));
    const failure = this.#failed.get(message.message_id);
    const menu = messageMenu(this.#entries(message));
    const row = el(
      "div",
      { class: `row ${isOwn ? "own" : "bot"}`, "data-message": message.message_id },
      el(
        "span",
        { class: isOwn ? "avatar person" : "avatar bot", "aria-hidden": "true" },
        isOwn ? name.slice(-2) : "侧",
      ),
      el(
        "div",
        { class: "said" },
        el(
          "p",
          { class: "who" },
          el("span", {}, name),
          isOwn ? null : el("span", { class: "bot-mark" }, "机器人"),
          message.chat && el("span", { class: "group-mark" }, message.chat),
          el("time", { datetime: message.sent_at }, clockTime(new Date(message.sent_at))),
        ),
        content,
        failure && el("p", { class: "failure", role: "alert" }, `没送到：${failure}`),
      ),
      menu,
    );
    // A long press on a phone, and a right click, as the browser tells of both.
    if (menu) row.addEventListener("contextmenu", (event) => (event.preventDefault(), (menu.open = true)));
    return row;
  }

  #isAtEnd() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR_END_PIXELS;
  }
}

function messageMenu(entries) {
  if (!entries.length) return null;
  const menu = el("details", { class: "message-menu" });
  const items = entries.map(([name, act]) =>
    el("li", {}, button(name, () => ((menu.open = false), act()))),
  );
  menu.append(el("summary", { "aria-label": "消息菜单" }, "⋯"), el("ul", { class: "menu" }, items));
  onEscape(menu, () => (menu.open = false));
  return menu;
}

function ownContent(message) {
  const file = fileOf(message);
  if (file) return fileBubble(file);
  if (message.kind === "voice" || message.kind === "audio") return voiceBubble(message);
  return el("div", { class: "bubble" }, lines(message.text));
}
