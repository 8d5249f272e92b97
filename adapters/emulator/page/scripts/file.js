// A file in a chat: its kind, its name, and a tap that saves it.

import { el } from "./dom.js";

const KINDS = {
  xlsx: ["X", "#1d7f46"],
  xls: ["X", "#1d7f46"],
  csv: ["X", "#1d7f46"],
  docx: ["W", "#2b63c1"],
  doc: ["W", "#2b63c1"],
  pdf: ["P", "#c9372c"],
  zip: ["Z", "#8a6d1f"],
  rar: ["Z", "#8a6d1f"],
};
const OTHER = ["·", "#6b7280"];

/** The file that a message carries, as the emulator drew it; nothing for any other message. */
export const fileOf = (message) => message.card?.find((block) => block.kind === "file");

/** A bubble with the file; the name is cut in its middle, so that its ending stays in sight. */
export function fileBubble({ text: name, url }) {
  const at = name.lastIndexOf(".");
  const [stem, ending] = at > 0 ? [name.slice(0, at), name.slice(at)] : [name, ""];
  const [letter, colour] = KINDS[ending.slice(1).toLowerCase()] ?? OTHER;
  const sheet = el("span", { class: "file-kind", "aria-hidden": "true" }, letter);
  sheet.style.backgroundColor = colour;
  return el(
    "a",
    { class: "bubble file", href: url, download: name, "aria-label": `文件 ${name}，点开下载` },
    sheet,
    el(
      "span",
      { class: "file-said" },
      el("span", { class: "file-name", title: name }, el("span", { class: "stem" }, stem), el("span", {}, ending)),
      el("small", {}, "点开下载"),
    ),
  );
}

/** The bytes of a file that a person picked, in Base64. */
export function base64Of(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",", 2)[1] ?? "");
    reader.onerror = () => reject(new Error("这个文件读不出来"));
    reader.readAsDataURL(file);
  });
}
