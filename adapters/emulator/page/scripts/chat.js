// One client: whose it is, its messages, and where one writes.

import * as control from "./control.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Customers } from "./customers.js";
import { button, el, icon, onEscape, settled } from "./dom.js";
import { base64Of } from "./file.js";
import { phrasesOf, spokenOf } from "./phrases.js";

const TOAST_SECONDS = 4;
const LARGEST_FILE = 20 * 1024 * 1024;

export class Chat {
  #unread = new Map();
  #messages = [];
  #toastTimer = 0;
  #look;

  /** `hooks.openPage(chat, url, customer)` shows a page, beside the chat with a customer if there is one;
   * `hooks.note(chat, messageId)` opens 「记到侧记」; `hooks.onUnread()` hears that the marks changed. */
  constructor(platform, people, hooks) {
    this.platform = platform;
    this.name = control.PLATFORMS[platform].name;
    this.bot = control.PLATFORMS[platform].bot ?? null;
    /** Which of the platform's chats is open: its own name, or its bot's. */
    this.channel = platform;
    this.people = people;
    this.hooks = hooks;
    this.person = this.#remembered();
    this.conversation = new Conversation(platform, (message) => this.#acts(message), (message) => this.#entries(message));
    this.toastLine = el("p", { class: "toast", role: "status" });
    this.composerPlace = el("div", { class: "composer-place" });
    this.sidebarButton = button(icon("panel"), () => hooks.openPage(this, control.sidebarAddress(platform)), {
      class: "icon-button",
      "aria-label": "侧边栏",
      title: "侧边栏",
      hidden: true,
    });
    control.hasSidebar(platform).then((isThere) => (this.sidebarButton.hidden = !isThere));
    this.customers = platform === "wecom" ? this.#customers() : null;
    this.channels = el("div", { class: "channels", role: "tablist", "aria-label": "和谁聊" });
    this.channels.hidden = true;
    if (this.bot) control.hasBot(this.bot).then((isThere) => (this.channels.hidden = !isThere));
    this.#drawChannels();
    this.switch = el("details", { class: "people" });
    onEscape(this.switch, () => this.#closePeople(true));
    this.element = el(
      "section",
      { class: "chat", "data-platform": platform, id: `chat-${platform}`, "aria-label": `${this.name}聊天` },
      el(
        "header",
        { class: "bar" },
        el("span", { class: "avatar bot", "aria-hidden": "true" }, "侧"),
        el("div", { class: "bar-title" }, el("h2", {}, "侧记"), el("span", { class: "client" }, this.name)),
        this.customers?.element,
        this.sidebarButton,
        this.switch,
      ),
      this.channels,
      this.conversation.element,
      this.toastLine,
      this.composerPlace,
    );
    this.#look = settled(() => this.#refresh());
    this.#settle();
  }

  get user() {
    return this.person.accounts[this.platform];
  }

  get unread() {
    return [...this.#unread.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Whether the chat is on the screen. */
  get isInSight() {
    return this.element.offsetParent !== null && !document.hidden;
  }

  /** What stands in the chat, for the story to look at. */
  get messages() {
    return this.#messages;
  }

  /** Whether news of this control address concerns this chat. */
  holds(platform) {
    return platform === this.platform || platform === this.bot;
  }

  /** News of this platform. */
  hear(event) {
    if (event.platform !== this.channel) {
      if (event.type === "message" && event.author === "bot" && event.user === this.user) this.#drawChannels(true);
      return;
    }
    if (event.type === "message" && event.author === "bot" && !(event.user === this.user && this.isInSight)) {
      this.#unread.set(event.user, (this.#unread.get(event.user) ?? 0) + 1);
      this.#drawPeople();
      this.hooks.onUnread();
    }
    if (event.user === this.user) this.#look();
  }

  /** Looks at the messages again. */
  look() {
    this.#look();
  }

  /** The chat came into sight. */
  seen() {
    if (!this.#unread.delete(this.user)) return;
    this.#drawPeople();
    this.hooks.onUnread();
  }

  /** Another person takes the phone; opening the chat is told to the product as the client does. */
  async become(account, tells = true) {
    const person = this.people.find((each) => each.accounts[this.platform] === account || each.id === account);
    if (!person || person === this.person) return;
    this.person = person;
    sessionStorage.setItem(`person:${this.platform}`, person.id);
    this.conversation.clear();
    this.#settle();
    await this.#refresh();
    if (tells) await control.enter(this.channel, this.user).catch(() => null);
  }

  /** Opens the platform's other chat with us. */
  async turnTo(channel) {
    if (channel === this.channel) return;
    this.channel = channel;
    this.conversation.clear();
    this.#drawChannels();
    await this.#refresh();
    await control.enter(channel, this.user).catch(() => null);
  }

  /** The people who are with the company now. */
  meet(people) {
    this.people = people;
    if (!people.some((each) => each.id === this.person.id)) this.become(people[0].id, false);
    this.#drawPeople();
  }

  /** Sends a text; whether it left the phone. */
  say(text) {
    return this.#send(() => control.say(this.channel, this.user, text));
  }

  /** Sends a voice message. */
  speak(words) {
    return this.#send(() => control.speak(this.channel, this.user, words));
  }

  /** Sends a file that the person picked. */
  attach(file) {
    if (file.size === 0) return this.toast("这是个空文件。", "error");
    if (file.size > LARGEST_FILE) return this.toast("文件太大，最多 20 MB。", "error");
    return this.#send(async () => control.attach(this.channel, this.user, file.name, await base64Of(file)));
  }

  /** A short word over the chat. */
  toast(words, kind = "info") {
    this.toastLine.textContent = words;
    this.toastLine.dataset.kind = kind;
    this.toastLine.classList.add("shown");
    clearTimeout(this.#toastTimer);
    this.#toastTimer = setTimeout(() => this.toastLine.classList.remove("shown"), TOAST_SECONDS * 1000);
  }

  /** Only WeCom's people have customers in their own chat. */
  #customers() {
    return new Customers(() => this.user, {
      open: (customer) => this.hooks.openPage(this, control.sidebarAddress(this.platform), customer),
      fail: (error) => this.#refused(error),
    });
  }

  #remembered() {
    const wanted = sessionStorage.getItem(`person:${this.platform}`) ?? control.PLATFORMS[this.platform].start;
    return this.people.find((each) => each.id === wanted) ?? this.people[0];
  }

  #settle() {
    this.composer = new Composer(this.name, {
      onSay: (text) => this.say(text),
      onSpeak: (words) => this.speak(words),
      onAttach: (file) => this.attach(file),
      phrases: phrasesOf(this.person),
      spoken: spokenOf(this.person),
    });
    this.composerPlace.replaceChildren(this.composer.element);
    this.seen();
    this.#drawPeople();
  }

  /** `hasNews`: the chat that isn't open has something new. */
  #drawChannels(hasNews = false) {
    if (!this.bot) return;
    const named = [
      [this.platform, "应用"],
      [this.bot, control.BOTS[this.bot]],
    ];
    this.channels.replaceChildren(
      ...named.map(([channel, name]) =>
        button(
          [name, hasNews && channel !== this.channel ? el("span", { class: "news" }, el("span", { class: "sr" }, "有新消息")) : null],
          () => this.turnTo(channel),
          { role: "tab", "data-channel": channel, "aria-selected": String(channel === this.channel) },
        ),
      ),
    );
  }

  #drawPeople() {
    const others = this.unread - (this.#unread.get(this.user) ?? 0);
    this.switch.replaceChildren(
      el(
        "summary",
        { "aria-label": `换人，现在是${this.person.name}` },
        el("span", { class: "me" }, `${this.person.name}（${this.person.title}）`),
        others ? mark(others) : null,
        icon("down"),
      ),
      el(
        "ul",
        { class: "menu", "aria-label": "换人" },
        this.people.map((each) => {
          const account = each.accounts[this.platform];
          const unread = this.#unread.get(account);
          const pick = button(
            [el("span", {}, each.name), el("small", {}, each.title), unread ? mark(unread) : null],
            () => {
              this.#closePeople();
              this.become(account);
            },
            { "aria-current": each.id === this.person.id ? "true" : null },
          );
          return el("li", {}, pick);
        }),
      ),
    );
  }

  #closePeople(returnsFocus = false) {
    this.switch.open = false;
    if (returnsFocus) this.switch.querySelector("summary").focus();
  }

  async #refresh() {
    const [user, channel] = [this.user, this.channel];
    const messages = await control.messages(channel, user).catch(() => null);
    if (!messages || user !== this.user || channel !== this.channel) return;
    this.#messages = messages;
    this.conversation.show(messages, this.person);
    if (this.isInSight) this.seen();
  }

  async #send(work) {
    try {
      const told = await work();
      if (!told.delivered && told.message_id) {
        this.conversation.fail(told.message_id, told.problem || "侧记没有应答，聊天软件会再送一次");
        this.#look();
      }
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    }
  }

  #acts(message) {
    return {
      nameOf: (account) => this.people.find((each) => each.accounts[this.platform] === account)?.name ?? account,
      press: (pressed, form) => this.#press(message, pressed, form),
      open: (url) => this.hooks.openPage(this, url),
    };
  }

  /** What Feishu's people find in a message's own menu: the product's entry, where it shows its pages here. */
  #entries(message) {
    if (this.platform !== "feishu") return [];
    return [["记到侧记", () => this.hooks.note(this, message.message_id)]];
  }

  async #press(message, pressed, form) {
    try {
      const told = await control.press(this.channel, this.user, message.message_id, pressed, form);
      if (told.status === "opened") this.hooks.openPage(this, told.url);
      else if (told.toast?.content) this.toast(told.toast.content, told.toast.type);
      else if (told.problem || told.delivered === false)
        this.toast(`操作没成功，稍后再试。${told.problem ?? told.status ?? ""}`, "error");
      this.#look();
    } catch (error) {
      this.#refused(error);
    }
  }

  #refused(error) {
    const words = error.status === 409 ? `${this.name}还没有接上侧记，消息没发出去。` : error.message;
    this.toast(words, "error");
  }
}

/** A red mark with a number. */
export function mark(count) {
  return el("span", { class: "unread" }, el("span", { class: "sr" }, "未读 "), count > 99 ? "99+" : String(count));
}
