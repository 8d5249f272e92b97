// Pages of the product, opened as the chat client opens them: signed in as whoever holds the phone.

import * as control from "./control.js";
import { button, el, icon, onEscape } from "./dom.js";

export class Sidebar {
  constructor(onChange) {
    this.onChange = onChange;
    this.title = el("strong", {}, "侧边栏");
    this.frame = el("iframe", { title: "侧边栏", referrerpolicy: "same-origin" });
    this.element = el(
      "aside",
      { class: "sidebar", "aria-label": "侧边栏", hidden: true },
      el(
        "header",
        {},
        this.title,
        button(icon("close"), () => this.close(), { class: "icon-button", "aria-label": "关上侧边栏" }),
      ),
      this.frame,
    );
    onEscape(this.element, () => this.close());
  }

  /** Opens a page's address for the person of a chat, beside the chat with a customer of his if one is given; links to
   * elsewhere open in a window of their own. */
  async open(chat, url, customer) {
    if (url.startsWith("tel:")) return chat.toast(`拨打 ${url.slice(4)}`);
    if (!/^https?:\/\//.test(url)) return chat.toast(`打不开这个地址：${url}`, "error");
    const address = new URL(url);
    if (address.hostname !== location.hostname) return void window.open(url, "_blank", "noopener");
    // One browser plays everybody here: whoever holds the phone now signs in anew.
    address.searchParams.set("fresh", "1");
    await this.#show(chat, () =>
      customer
        ? control.customerActs("sidebar", { user: chat.user, external_id: customer, url: address.href })
        : control.sidebar(chat.platform, chat.user, address.href),
    );
  }

  /** 「记到侧记」 in the menu of a message. */
  async note(chat, messageId) {
    if (!(await control.hasSidebar(chat.platform))) return chat.toast("侧记没有在这里开页面", "error");
    const address = `${location.origin}/sidebar/${chat.platform}/messages?fresh=1`;
    await this.#show(chat, () => control.choose(chat.user, messageId, address));
  }

  async #show(chat, ask) {
    try {
      const { url: place } = await ask();
      this.title.textContent = `侧边栏 · ${chat.name} · ${chat.person.name}`;
      this.#navigate(place);
    } catch (error) {
      chat.toast(error.message, "error");
    }
  }

  close() {
    this.element.hidden = true;
    this.frame.src = "about:blank";
    this.onChange(false);
  }

  #navigate(place) {
    // An address that differs only behind the # would not load again, and DingTalk's says there who opened it.
    const fresh = el("iframe", { title: "侧边栏", referrerpolicy: "same-origin", src: place });
    this.frame.replaceWith(fresh);
    this.frame = fresh;
    this.element.hidden = false;
    this.onChange(true);
  }
}
