// Builds elements. Everything that comes from a message becomes a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  send: "M3 11.5 21 3l-6.5 18-3.2-7.3L3 11.5Zm8.3 2.2L21 3",
  mic: "M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21M8.5 21h7",
  clip: "m20 11-8.6 8.6a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.4a1.6 1.6 0 0 1-2.3-2.3L14.5 7.2",
  down: "m6 9 6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
  wave: "M4 10v4M8 7v10M12 4v16M16 7v10M20 10v4",
  code: "m8 7-5 5 5 5M16 7l5 5-5 5",
  panel: "M4 5h16v14H4zM14.5 5v14",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  again: "M4 12a8 8 0 1 0 2.6-5.9M4 4v5h5",
};

/** An element with attributes (`class`, `on…` listeners, anything else as it is) and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A line drawing of one of `ICONS`, hidden from screen readers: the words stand beside it or in a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button of type button, with its label. */
export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", ...attributes, onclick }, label);
}

/** Esc within a part of the page is that part's own. */
export function onEscape(node, act) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    act();
  });
}

/** Text with its line breaks. */
export function lines(text) {
  return String(text)
    .split("\n")
    .flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

/** JSON that may be malformed: it came over the wire. */
export function parsed(text, otherwise = null) {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Runs `work` once, a moment after the last call. */
export function settled(work, wait = 60) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
