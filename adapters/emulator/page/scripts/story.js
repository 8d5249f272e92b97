// The 90 seconds: plays the beats that the product tells, in the real chats, each at a key or a click.

import { button, el } from "./dom.js";

const LETTER_MILLISECONDS = 28;
const PATIENCE_MILLISECONDS = 30_000;
const LOOK_MILLISECONDS = 120;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Story {
  #beats = [];
  #at = 0;
  #isPlaying = false;

  /** `stage.chat(platform)`, `stage.clock`, `stage.show(platform)`, `stage.openPage(chat, url)`, `stage.restart()`. */
  constructor(stage) {
    this.stage = stage;
    this.caption = el("p", { class: "caption", "aria-live": "polite" });
    this.place = el("span", { class: "place" });
    this.next = button("下一步", () => this.step(), { class: "primary next" });
    this.element = el(
      "section",
      { class: "story", "aria-label": "90 秒看完", hidden: true },
      this.place,
      this.caption,
      this.next,
      button("自己玩", () => this.stop(), { class: "plain", title: "Esc" }),
    );
    addEventListener("keydown", (event) => this.#onKey(event));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** A first beat that only says something needs no click: the story opens behind it. */
  get #opening() {
    return this.#beats[0]?.act === "note" ? 1 : 0;
  }

  /** The beats, in order; a reload goes on where it was. */
  load(beats) {
    this.#beats = beats;
    this.#at = Math.min(Number(sessionStorage.getItem("beat") ?? 0), beats.length);
  }

  /** From the first beat, with a fresh company where the product can. */
  async begin() {
    if (this.#at > this.#opening) await this.stage.restart();
    this.rewind();
  }

  /** Stands at the first beat again. */
  rewind() {
    this.#remember(0);
    this.show();
  }

  /** Shows where the story stands. */
  show() {
    this.element.hidden = false;
    this.#at = Math.max(this.#at, this.#opening);
    this.#draw();
    this.next.focus({ preventScroll: true });
  }

  /** Free play. */
  stop() {
    this.element.hidden = true;
    sessionStorage.setItem("beat", String(this.#beats.length));
  }

  /** Plays the next beat and waits until it has had its effect. */
  async step() {
    if (this.#isPlaying) return;
    if (this.#at >= this.#beats.length) return this.stop();
    const beat = this.#beats[this.#at];
    this.#isPlaying = true;
    this.element.setAttribute("aria-busy", "true");
    try {
      const isThere = await this.#play(beat);
      this.#remember(this.#at + 1);
      this.#draw();
      if (!isThere) this.caption.textContent += `（还没等到「${beat.waits_for}」，可以先往下看）`;
    } catch (error) {
      this.caption.textContent = `这一步停住了：${error.message}`;
    } finally {
      this.#isPlaying = false;
      this.element.setAttribute("aria-busy", "false");
      // Writing and speaking leave the cursor in a box, where the next key would only be a letter.
      if (this.isOpen) this.next.focus({ preventScroll: true });
    }
  }

  #remember(at) {
    this.#at = at;
    sessionStorage.setItem("beat", String(at));
  }

  #draw() {
    const last = this.#beats[this.#at - 1];
    const next = this.#beats[this.#at];
    // What has just happened stays readable until the next beat begins.
    this.caption.textContent = (last ?? next)?.caption ?? "换你来";
    this.place.textContent = `${this.#at}/${this.#beats.length}`;
    this.next.textContent = next && this.#at === this.#opening ? "开始" : next ? "下一步" : "换你来";
  }

  /** Plays a beat; whether what it waits for has come. */
  async #play(beat) {
    this.caption.textContent = beat.caption;
    this.place.textContent = `${this.#at + 1}/${this.#beats.length}`;
    const chat = beat.platform ? this.stage.chat(beat.platform) : null;
    if (chat) {
      this.stage.show(beat.platform);
      if (beat.user) await chat.become(beat.user, false);
    }
    const before = new Map(chat?.messages.map((each) => [each.message_id, each.text]));
    if (beat.act === "clock") await this.stage.clock.jump(beat.advance);
    else if (chat) await this.#act(beat, chat);
    return !chat || !beat.waits_for || this.#comes(beat, chat, before);
  }

  async #act(beat, chat) {
    if (beat.act === "say") {
      await this.#type(chat.composer.box, beat.text);
      await chat.composer.say();
    } else if (beat.act === "speak") {
      chat.composer.showVoice(true);
      await this.#type(chat.composer.words, beat.text);
      await chat.composer.speak();
    } else if (beat.act === "press") {
      await this.#press(chat, beat.button);
    } else if (beat.act === "sidebar") {
      await this.stage.openPage(chat, beat.text);
    }
  }

  async #type(box, text) {
    const isQuick = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (let length = isQuick ? text.length : 1; length <= text.length; length += 1) {
      box.value = text.slice(0, length);
      box.dispatchEvent(new Event("input", { bubbles: true }));
      if (!isQuick) await pause(LETTER_MILLISECONDS);
    }
  }

  async #press(chat, label) {
    const found = await this.#until(() =>
      [...chat.conversation.list.querySelectorAll("button:not(:disabled)")]
        .filter((each) => each.textContent.trim() === label)
        .at(-1),
    );
    if (!found) throw new Error(`没看到「${label}」`);
    found.scrollIntoView({ block: "center", behavior: "smooth" });
    found.classList.add("pointed");
    await pause(500);
    found.classList.remove("pointed");
    found.click();
  }

  /** An answer is something new, or a card that changed; what a clock or an earlier beat brought may stand there. */
  async #comes(beat, chat, before) {
    const compared = (text) => text.normalize("NFKC").replace(/\s/g, "");
    const wanted = compared(beat.waits_for);
    const isAnswer = ["say", "speak", "press"].includes(beat.act);
    const counts = (each) => each.author === "bot" && !(isAnswer && before.get(each.message_id) === each.text);
    return Boolean(
      await this.#until(() => chat.messages.some((each) => counts(each) && compared(each.text).includes(wanted))),
    );
  }

  async #until(look) {
    const until = Date.now() + PATIENCE_MILLISECONDS;
    while (Date.now() < until && this.isOpen) {
      const found = look();
      if (found) return found;
      await pause(LOOK_MILLISECONDS);
    }
    return null;
  }

  #onKey(event) {
    const isTaken = event.defaultPrevented || event.repeat || event.metaKey || event.ctrlKey || event.altKey;
    if (!this.isOpen || isTaken || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return this.stop();
    const isTyping = event.target.closest?.("input, textarea, select, details");
    const isOwn = event.target.closest?.("button, a") && ["Enter", " "].includes(event.key);
    // Any key that writes or turns a page; the browser's own keys stay its own.
    const isTurning = event.key.length === 1 || ["Enter", "ArrowRight", "PageDown"].includes(event.key);
    if (isTyping || isOwn || !isTurning) return;
    event.preventDefault();
    this.step();
  }
}
