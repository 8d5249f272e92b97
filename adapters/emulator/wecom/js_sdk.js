// Stands in for WeCom's JS-SDK in the emulated client: agentConfig is checked as the client checks it, and
// getCurExternalContact tells whose chat the page was opened beside.
(function () {
  "use strict";
  const client = new URL(".", document.currentScript.src);
  const allowed = new Set();

  async function ask(path, query) {
    const address = new URL(path, client);
    address.search = new URLSearchParams(query);
    const answer = await fetch(address, { credentials: "include" });
    return answer.json();
  }

  async function agentConfig(options) {
    const { corpid, agentid, timestamp, nonceStr, signature, jsApiList } = options;
    const url = location.href.split("#")[0];
    const checked = await ask("check_js", { kind: "agent", corpid, agentid, noncestr: nonceStr, timestamp, signature, url });
    if (checked.errcode !== 0) return options.fail({ errMsg: `agentConfig:fail ${checked.errmsg}` });
    for (const name of jsApiList) allowed.add(name);
    options.success({ errMsg: "agentConfig:ok" });
  }

  async function invoke(name, parameters, callback) {
    if (!allowed.has(name)) return callback({ err_msg: `${name}:fail no permission` });
    const chat = await ask("chat", {});
    if (!chat.userId) return callback({ err_msg: `${name}:fail without context of external contact` });
    if (name === "getContext") return callback({ err_msg: "getContext:ok", entry: "single_chat_tools" });
    callback({ err_msg: `${name}:ok`, userId: chat.userId });
  }

  window.wx = { agentConfig, invoke };
})();
