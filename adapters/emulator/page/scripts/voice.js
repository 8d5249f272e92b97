// A person's voice message: how long it is, and what was said.

import { el, icon, parsed } from "./dom.js";

const AMR_HEADER = 6;
const AMR_FRAME = 32;
const AMR_FRAMES_A_SECOND = 50;

/** A voice bubble with its seconds and, below, the words. */
export function voiceBubble(message) {
  const seconds = el("span", { class: "seconds" }, "″");
  showSeconds(message, seconds);
  return [
    el("div", { class: "bubble voice" }, icon("wave"), seconds),
    el("p", { class: "spoken" }, `「${message.text}」`),
  ];
}

async function showSeconds(message, node) {
  const duration = told(message) ?? (await measured(message.card?.[0]?.url));
  const whole = Math.max(1, Math.round((duration ?? 0) / 1000));
  node.textContent = `${whole}″`;
  node.closest(".bubble")?.setAttribute("aria-label", `语音 ${whole} 秒`);
}

/** DingTalk's and Feishu's messages carry the milliseconds. */
function told({ raw }) {
  const content = typeof raw?.content === "string" ? parsed(raw.content, {}) : raw?.content;
  return typeof content?.duration === "number" ? content.duration : null;
}

/** WeCom's don't: an AMR file at 12.2 kbit/s has 50 frames of 32 bytes a second. */
async function measured(address) {
  if (!address) return null;
  const response = await fetch(address);
  const size = (await response.arrayBuffer()).byteLength;
  return ((size - AMR_HEADER) / AMR_FRAME / AMR_FRAMES_A_SECOND) * 1000;
}
