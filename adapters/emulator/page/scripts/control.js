// The emulator's control address, and what the product may offer beside it.

export const PLATFORMS = {
  wecom: { name: "企业微信", start: "zhangsan", bot: "wecom-bot" },
  dingtalk: { name: "钉钉", start: "lisi" },
  feishu: { name: "飞书", start: "chenjingli" },
};

/** A platform's second chat with us, where it has one: WeCom's intelligent bot beside the app. */
export const BOTS = { "wecom-bot": "智能机器人" };

/** The emulator said no; the message is its sentence. */
export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(response.status, answer?.error ?? `HTTP ${response.status}`);
  return answer;
}

const act = (platform, name, body) => ask("POST", `/_control/${platform}/${name}`, body);

export const people = () => ask("GET", "/_control/people");
export const clock = () => ask("GET", "/_control/clock");
export const setClock = (change) => ask("POST", "/_control/clock", change);
export const traffic = (platform) => ask("GET", `/_control/${platform}/traffic`);
export const messages = (platform, user) =>
  ask("GET", `/_control/${platform}/messages?own=1&user=${encodeURIComponent(user)}`);
export const say = (platform, user, text) => act(platform, "say", { user, text });
export const speak = (platform, user, words) => act(platform, "speak", { user, words });
export const attach = (platform, user, name, content) => act(platform, "attach", { user, name, content });
export const enter = (platform, user) => act(platform, "enter", { user });
export const sidebar = (platform, user, url) => act(platform, "sidebar", { user, url });
export const choose = (user, messageId, url) => act("feishu", "shortcut", { user, url, message_ids: [messageId] });
export const customers = () => ask("GET", "/_control/wecom/customers");
export const customerActs = (name, body) => act("wecom", `customers/${name}`, body);
export const press = (platform, user, messageId, button, form) =>
  act(platform, "press", { user, message_id: messageId, button, ...(form ? { form } : {}) });

/** What the product may offer on this origin; null where it doesn't. */
export async function offered(path, method = "GET") {
  try {
    return await ask(method, path);
  } catch {
    return null;
  }
}

/** Whether the product shows its sidebar on this origin, as an admin would have put it into the clients' tool bars. */
export async function hasSidebar(platform) {
  const response = await fetch(sidebarAddress(platform), { method: "HEAD", redirect: "manual" }).catch(() => null);
  return response !== null && response.status !== 404;
}

/** Whether the emulator has this second chat. */
export const hasBot = async (bot) => (await offered(`/_control/${bot}/settings`)) !== null;

export const sidebarAddress = (platform) => `${location.origin}/sidebar?platform=${platform}`;

/** Calls `onNews(event)` for each change, and `onConnected()` whenever the stream (re)opens: then look again. */
export function watch(onNews, onConnected) {
  const stream = new EventSource("/_control/events");
  stream.onopen = onConnected;
  stream.onmessage = (event) => onNews(JSON.parse(event.data));
  addEventListener("pagehide", () => stream.close());
}
