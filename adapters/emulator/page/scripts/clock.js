// The clock in the head: shows business time as it runs, jumps ahead, is set.

import * as control from "./control.js";
import { button, el } from "./dom.js";
import { clockTime, day, fieldValue, fromField, weekday } from "./times.js";

const HOUR = 3600;
const JUMPS = [
  ["+1 时", HOUR],
  ["+1 天", 24 * HOUR],
  ["+72 时", 72 * HOUR],
];

export class Clock {
  #ahead = null;

  constructor(onRefused) {
    this.onRefused = onRefused;
    this.face = el("span", { class: "face" }, "…");
    this.field = el("input", { type: "datetime-local", "aria-label": "时钟调到", required: true });
    // On the click, not on «toggle»: that comes later, over what was typed already.
    const fill = () => this.setting.open || (this.field.value = fieldValue(this.now));
    this.setting = el(
      "details",
      { class: "clock-setting" },
      el("summary", { title: "点一下可以调到任意时间", onclick: fill }, el("span", { class: "sr" }, "时钟 "), this.face),
      el(
        "form",
        { class: "menu", onsubmit: (event) => this.#set(event) },
        el("label", {}, "调到（北京时间）", this.field),
        el("button", { type: "submit", class: "primary" }, "设定"),
      ),
    );
    this.element = el(
      "div",
      { class: "clock", role: "group", "aria-label": "时钟" },
      this.setting,
      JUMPS.map(([label, seconds]) => button(label, () => this.jump(seconds), { class: "plain" })),
    );
    setInterval(() => this.#draw(), 1000);
  }

  /** Business time. */
  get now() {
    return new Date(Date.now() + (this.#ahead ?? 0));
  }

  /** The emulator's clock stands at this instant. */
  hear(now) {
    this.#ahead = new Date(now) - Date.now();
    this.#draw();
  }

  async look() {
    this.hear((await control.clock()).now);
  }

  /** Jumps ahead. */
  jump(seconds) {
    return this.#change({ advance: seconds });
  }

  async #set(event) {
    event.preventDefault();
    this.setting.open = false;
    await this.#change({ now: fromField(this.field.value) });
  }

  async #change(change) {
    try {
      this.hear((await control.setClock(change)).now);
      this.face.classList.remove("jumped");
      requestAnimationFrame(() => this.face.classList.add("jumped"));
    } catch (error) {
      this.onRefused(error);
    }
  }

  #draw() {
    if (this.#ahead !== null) this.face.textContent = `${day(this.now)} ${weekday(this.now)} ${clockTime(this.now)}`;
  }
}
