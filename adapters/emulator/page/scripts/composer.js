// Where a person types or speaks: Enter sends, Shift+Enter breaks the line, nothing is sent while an IME composes.

import { button, el, icon, onEscape } from "./dom.js";

const TALLEST = 112;
const HOLD_MILLISECONDS = 400;

export class Composer {
  /** `onSay(text)`, `onSpeak(words)` and `onAttach(file)` send; words that could not be sent stay in the box. */
  constructor(platformName, { onSay, onSpeak, onAttach, phrases, spoken }) {
    this.onSay = onSay;
    this.onSpeak = onSpeak;
    this.onAttach = onAttach;
    this.box = el("textarea", {
      rows: "1",
      "aria-label": `在${platformName}里输入`,
      placeholder: "发消息…",
      enterkeyhint: "send",
    });
    this.words = el("textarea", {
      rows: "2",
      "aria-label": "语音里说的话",
      placeholder: "想说的话写在这里，识别听到的就是它",
    });
    this.sendButton = button([icon("send"), el("span", {}, "发送")], () => this.say(), {
      class: "send",
      disabled: true,
      "aria-label": "发送",
    });
    this.speakButton = button([icon("mic"), el("span", {}, "说")], () => this.#toggleVoice(), {
      class: "speak",
      "aria-expanded": "false",
      title: "按住说话",
    });
    this.picker = el("input", { type: "file", hidden: true, "aria-label": `在${platformName}里选文件` });
    this.clipButton = button(icon("clip"), () => this.picker.click(), {
      class: "speak clip",
      "aria-label": "发文件",
      title: "发文件",
    });
    this.voice = this.#voicePanel(spoken);
    this.element = el(
      "form",
      { class: "composer" },
      chips("点一句", phrases, (phrase) => this.fill(phrase)),
      this.voice,
      el("div", { class: "writing" }, this.speakButton, this.clipButton, this.box, this.sendButton),
      this.picker,
    );
    this.#listen();
  }

  /** Puts words into the box for the person to send. */
  fill(text) {
    this.box.value = text;
    this.#resize();
    this.box.focus();
  }

  /** Sends what stands in the box. */
  async say() {
    const text = this.box.value.trim();
    if (!text || this.isBusy) return;
    this.box.value = "";
    this.#resize();
    if (!(await this.#sending(() => this.onSay(text))) && !this.box.value) this.fill(text);
  }

  /** Speaks what stands in the voice panel. */
  async speak() {
    const words = this.words.value.trim();
    if (!words || this.isBusy) return;
    if (await this.#sending(() => this.onSpeak(words))) {
      this.words.value = "";
      this.showVoice(false);
    }
  }

  /** Opens or closes the voice panel. */
  showVoice(isOpen) {
    this.voice.hidden = !isOpen;
    this.speakButton.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.words.focus();
    else this.box.focus({ preventScroll: true });
  }

  async #attach() {
    const [file] = this.picker.files;
    // The same file may be picked again.
    this.picker.value = "";
    if (file && !this.isBusy) await this.#sending(() => this.onAttach(file));
  }

  async #sending(work) {
    this.isBusy = true;
    try {
      return await work();
    } finally {
      this.isBusy = false;
    }
  }

  #voicePanel(spoken) {
    return el(
      "div",
      { class: "voice-panel", hidden: true },
      el(
        "p",
        { class: "listening" },
        icon("wave"),
        el("span", { class: "hint" }, "声音不会离开浏览器：写下要说的话，发出去的是一条真的语音消息。"),
      ),
      this.words,
      chips("说一段", spoken, (phrase) => {
        this.words.value = phrase;
        this.words.focus();
      }),
      el(
        "div",
        { class: "voice-acts" },
        button("取消", () => this.showVoice(false), { class: "plain" }),
        button("发语音", () => this.speak(), { class: "primary" }),
      ),
    );
  }

  #toggleVoice() {
    if (!this.isOpenedByHolding) this.showVoice(this.voice.hidden);
    this.isOpenedByHolding = false;
  }

  #listen() {
    this.element.addEventListener("submit", (event) => event.preventDefault());
    this.box.addEventListener("input", () => this.#resize());
    this.box.addEventListener("keydown", (event) => this.#onEnter(event, () => this.say()));
    this.picker.addEventListener("change", () => this.#attach());
    this.words.addEventListener("keydown", (event) => {
      this.#onEnter(event, () => this.speak());
    });
    onEscape(this.voice, () => this.showVoice(false));
    this.#listenToHolding(this.speakButton);
  }

  /** Holding opens the panel when let go, also on phones, where a long press is followed by no click. */
  #listenToHolding(speak) {
    let since = 0;
    speak.addEventListener("pointerdown", (event) => {
      since = event.timeStamp;
      this.isOpenedByHolding = false;
      speak.classList.add("held");
    });
    speak.addEventListener("pointerup", (event) => {
      if (event.timeStamp - since < HOLD_MILLISECONDS) return;
      this.isOpenedByHolding = true;
      this.showVoice(true);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) {
      speak.addEventListener(end, () => speak.classList.remove("held"));
    }
    speak.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  #onEnter(event, send) {
    // keyCode 229 is what some browsers report for the Enter that ends a composition.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  }

  #resize() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, TALLEST)}px`;
    this.sendButton.disabled = !this.box.value.trim();
  }
}

function chips(label, phrases, onPick) {
  if (!phrases.length) return null;
  return el(
    "div",
    { class: "chips", role: "group", "aria-label": label },
    el("span", { class: "chips-label", "aria-hidden": "true" }, label),
    phrases.map((phrase) => button(phrase, () => onPick(phrase), { class: "chip", title: phrase })),
  );
}
