// The half-sheet, the keyboard, what was typed, and being offline. The server draws everything else.
(function () {
  "use strict";
  const KEPT = "ceji:";
  const $ = (id) => document.getElementById(id);

  let store = null;
  try {
    store = window.localStorage;
  } catch {
    // A web view may forbid storage: then typed words live in their fields only.
  }
  function forget(isMeant) {
    for (const name of Object.keys(store || {})) if (name.startsWith(KEPT) && isMeant(name)) store.removeItem(name);
  }

  if (document.body.dataset.wipe !== undefined) return forget(() => true);

  const sheet = $("sheet");
  const shade = $("shade"); // none where the sheet is the whole page
  let opener = null;

  // ── the half-sheet ──

  function opened() {
    const isFirst = sheet.hidden;
    sheet.hidden = false;
    if (shade) shade.hidden = false;
    if ($("content")) $("content").setAttribute("aria-hidden", "true");
    restore(sheet);
    const first = sheet.querySelector("[aria-invalid=true]") || sheet.querySelector("[data-focus]");
    const field = first && first.matches("fieldset") ? first.querySelector("input") : first;
    (field || sheet).focus({ preventScroll: !isFirst });
    sheet.scrollTop = 0;
    if (field) field.scrollIntoView({ block: "nearest" });
  }

  function close() {
    if (sheet.hidden || !shade) return;
    sheet.hidden = shade.hidden = true;
    sheet.textContent = "";
    if ($("content")) $("content").removeAttribute("aria-hidden");
    if (opener && document.contains(opener)) opener.focus();
    else if ($("content")) document.querySelector(".acts a, .acts button").focus();
    opener = null;
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    alarm("");
    const target = event.detail.target;
    if (target === sheet && sheet.hidden) opener = document.activeElement;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === sheet) opened();
    else if (event.detail.elt.matches("#content, .phone")) {
      const next = event.detail.elt.querySelector("[tabindex='-1'], a");
      if (next && document.activeElement === document.body) next.focus({ preventScroll: true });
    }
  });
  // 「全文」 is offered where two lines don't hold the text at this width.
  function measure() {
    for (const button of document.querySelectorAll("[data-whole]")) {
      const text = button.previousElementSibling;
      button.hidden = !text.classList.contains("whole") && text.scrollHeight <= text.clientHeight;
    }
  }
  addEventListener("resize", measure);
  document.addEventListener("htmx:afterSettle", measure);
  measure();

  if (shade) shade.addEventListener("click", close);
  document.addEventListener("click", (event) => {
    if (shade && event.target.closest("#sheet [data-close]")) {
      event.preventDefault();
      close();
    }
    const whole = event.target.closest("[data-whole]");
    if (whole) {
      const isWhole = whole.previousElementSibling.classList.toggle("whole");
      whole.setAttribute("aria-expanded", String(isWhole));
      whole.textContent = isWhole ? "收起" : "全文 ›";
    }
  });

  // Tab stays inside an open sheet; single keys work outside fields.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return close();
    if (event.key === "Tab" && shade && !sheet.hidden) {
      const stops = [...sheet.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select")].filter((one) => !one.disabled);
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (stops.length && (document.activeElement === edge || !sheet.contains(document.activeElement))) {
        event.preventDefault();
        (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !sheet.hidden) return;
    if (event.target.matches("input, textarea, select")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) target.focus();
    else target.click();
  });

  // ── what was typed stays until the server has it ──

  function place(field) {
    const customer = field.form.elements.customer;
    return `${KEPT}${document.documentElement.dataset.platform}:${field.dataset.keep}:${customer ? customer.value.split(".")[0] : ""}`;
  }
  function restore(part) {
    if (!store) return;
    for (const field of part.querySelectorAll("[data-keep]")) field.value = field.value || store.getItem(place(field)) || "";
  }
  document.addEventListener("input", (event) => {
    if (!store || !event.target.matches("[data-keep]")) return;
    try {
      store.setItem(place(event.target), event.target.value);
    } catch {
      // A full storage costs the copy, not the text in the field.
    }
  });
  document.addEventListener("ceji-kept", (event) => {
    const form = event.detail.value;
    forget((name) => name.endsWith(`:${form}`) || name.includes(`:${form}-`));
  });

  // ── what is told ──

  function alarm(words) {
    $("alarm").textContent = words;
    $("alarm").hidden = !words;
  }
  document.addEventListener("ceji-told", (event) => ($("told").textContent = event.detail.value));
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    const isOurs = (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    alarm(isOurs ? answer.responseText : "没连上，没有写入，文字还在。再点一次就行。");
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => alarm("没连上，没有写入，文字还在。再点一次就行。"));
  }

  const loadedAt = new Date();
  $("loaded-at").textContent = loadedAt.toTimeString().slice(0, 5);
  const showNet = () => ($("offline").hidden = navigator.onLine);
  addEventListener("online", showNet);
  addEventListener("offline", showNet);
  showNet();
  restore(document);
  const first = document.querySelector("main [data-focus]");
  if (first) first.focus();
})();
