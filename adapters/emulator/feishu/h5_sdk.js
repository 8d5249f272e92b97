// Stands in for Feishu's JSSDK in the emulated client: h5sdk.config is checked as the client checks it, and
// tt.getBlockActionSourceDetail tells of the messages whose menu opened the page.
(function () {
  "use strict";
  const client = new URL(".", document.currentScript.src);
  const allowed = new Set();
  const waiting = [];
  let onError = () => {};
  let isReady = false;

  async function ask(path, query) {
    const address = new URL(path, client);
    address.search = new URLSearchParams(query);
    const answer = await fetch(address, { credentials: "include" });
    return answer.json();
  }

  async function config(options) {
    const { appId, timestamp, nonceStr, signature, jsApiList } = options;
    const url = location.href.split("#")[0];
    const checked = await ask("check_js", { appId, noncestr: nonceStr, timestamp, signature, url });
    if (checked.errno !== 0) {
      options.onFail(checked);
      return onError(checked);
    }
    for (const name of jsApiList) allowed.add(name);
    options.onSuccess({ errMsg: "config:ok" });
    isReady = true;
    for (const each of waiting.splice(0)) each();
  }

  async function getBlockActionSourceDetail({ triggerCode, success, fail }) {
    const name = "getBlockActionSourceDetail";
    if (!allowed.has(name)) return fail({ errMsg: `${name}:fail no permission`, errno: 104 });
    const told = await ask("source", { trigger: triggerCode });
    if (!told.content) return fail({ errMsg: `${name}:fail ${told.msg}` });
    success({ ...told, errMsg: `${name}:ok` });
  }

  window.h5sdk = {
    config,
    ready: (callback) => (isReady ? callback() : waiting.push(callback)),
    error: (callback) => (onError = callback),
  };
  window.tt = { getBlockActionSourceDetail };
})();
