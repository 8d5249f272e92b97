// The customers whom a person has in WeChat: adds one, opens the sidebar beside the chat with one, lets one leave.

import * as control from "./control.js";
import { button, el, icon, onEscape } from "./dom.js";

export class Customers {
  /** `acts.open(customer)` opens the sidebar beside his chat, `acts.fail(error)` says what went wrong. */
  constructor(userOf, acts) {
    this.userOf = userOf;
    this.acts = acts;
    this.name = field("姓名", "赵总");
    this.company = field("公司备注", "选填");
    this.mobile = field("手机备注", "选填");
    this.list = el("ul", { "aria-label": "已加的客户" });
    this.element = el(
      "details",
      { class: "people customers" },
      el("summary", { "aria-label": "微信客户", title: "微信客户" }, "客户", icon("down")),
      el(
        "div",
        { class: "menu" },
        el(
          "form",
          { onsubmit: (event) => this.#add(event) },
          el("p", { class: "hint" }, "在微信里加一个客户，侧记马上知道。"),
          this.name,
          this.company,
          this.mobile,
          el("button", { class: "primary" }, "加客户"),
        ),
        this.list,
      ),
    );
    this.element.addEventListener("toggle", () => this.element.open && this.#look());
    onEscape(this.element, () => this.#close());
  }

  async #add(event) {
    event.preventDefault();
    const [name, company, mobile] = [this.name, this.company, this.mobile].map((one) => one.querySelector("input"));
    if (!name.value.trim()) return name.focus();
    const noted = { company: company.value.trim(), mobile: mobile.value.trim() };
    await this.#do("add", {
      name: name.value.trim(),
      ...Object.fromEntries(Object.entries(noted).filter(([, value]) => value)),
    });
    for (const input of [name, company, mobile]) input.value = "";
  }

  async #do(act, body) {
    try {
      await control.customerActs(act, { user: this.userOf(), ...body });
      this.#close();
    } catch (error) {
      this.acts.fail(error);
    }
  }

  async #look() {
    const user = this.userOf();
    const all = await control.customers().catch(() => []);
    const own = all.filter((customer) => user in customer.follows);
    this.list.replaceChildren(...own.map((customer) => this.#row(customer)));
  }

  #row(customer) {
    const id = customer.external_id;
    const opens = () => {
      this.#close();
      this.acts.open(id);
    };
    const leaves = () => this.#do("leave", { external_id: id });
    return el(
      "li",
      {},
      button(customer.name, opens, { title: "打开他旁边的侧边栏" }),
      button("删了我", leaves, { class: "plain", "aria-label": `${customer.name} 删了我` }),
    );
  }

  #close() {
    this.element.open = false;
  }
}

function field(label, placeholder) {
  return el("label", {}, label, el("input", { placeholder, autocomplete: "off", maxlength: "40" }));
}
