// One message as its client draws it, from the raw JSON; what isn't known is shown as text.

import { el, lines } from "./dom.js";
import { Controls } from "./controls.js";
import * as dingtalk from "./dingtalk.js";
import * as feishu from "./feishu.js";
import { fileBubble, fileOf } from "./file.js";
import * as wecom from "./wecom.js";

const CLIENTS = { wecom, dingtalk, feishu };

/** The content of a bot's message: a `.bubble` or a `.card`. */
export function drawn(platform, message, acts) {
  const file = fileOf(message);
  if (file) return fileBubble(file);
  const controls = new Controls(message, acts);
  const node = message.raw && CLIENTS[platform].draw(message.raw, controls, message);
  return node || el("div", { class: "bubble" }, lines(message.text || "[空消息]"));
}
