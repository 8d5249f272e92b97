// What happened: what the product recorded, and what it did not.

import { offered } from "./control.js";
import { el, settled } from "./dom.js";
import { exactTime } from "./times.js";

const EVERY_SECONDS = 3;

export class Ledger {
  #after = null;
  #isOffered = true;

  constructor() {
    this.list = el("ol", { class: "entries", "aria-live": "polite" });
    this.counts = el("p", { class: "counts" });
    this.empty = el("p", { class: "quiet" }, "还没有动静。发一句话，这里会写出记下了什么、没记什么。");
    this.element = el("div", { class: "ledger-body" }, this.counts, this.empty, this.list);
    this.look = settled(() => this.#look(), 250);
    setInterval(() => document.hidden || this.look(), EVERY_SECONDS * 1000);
  }

  /** Starts anew. */
  clear() {
    this.#after = null;
    this.list.replaceChildren();
    this.empty.hidden = false;
  }

  async #look() {
    if (!this.#isOffered) return;
    const query = this.#after === null ? "" : `?after=${encodeURIComponent(this.#after)}`;
    const told = await offered(`/demo/ledger${query}`);
    if (!told) return this.#leave();
    for (const entry of told.entries) this.#add(entry);
    const { written, not_written: not, lost } = told.counts;
    this.counts.textContent = `写入 ${written} · 未写入 ${not} · 丢失 ${lost}`;
  }

  #add(entry) {
    this.#after = entry.id;
    this.empty.hidden = true;
    const at = new Date(entry.at);
    this.list.prepend(
      el(
        "li",
        { "data-tone": entry.tone },
        el("time", { datetime: entry.at }, exactTime(at)),
        el("span", {}, entry.text),
      ),
    );
  }

  #leave() {
    if (this.list.children.length) return;
    this.#isOffered = false;
    this.element.classList.add("unoffered");
    this.empty.textContent = "演示里，这里会写出记下了什么、没记什么。现在可以看「线上格式」。";
  }
}
