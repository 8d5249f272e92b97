// Asks WeCom's client whose chat the page was opened beside, and opens that customer.
(function () {
  "use strict";
  // Whoever comes from another page of ours wants to see this one.
  const from = document.referrer ? new URL(document.referrer) : null;
  if (from && from.origin === location.origin && from.pathname.startsWith("/sidebar")) return;
  if (!window.wx || !window.wx.agentConfig) return;

  const { sign, home } = document.getElementById("beside-chat").dataset;

  function open(answer) {
    if (answer.err_msg !== "getCurExternalContact:ok" || !answer.userId) return;
    location.replace(`${home}&external_user=${encodeURIComponent(answer.userId)}`);
  }

  async function ask() {
    const answer = await fetch(`${sign}?page=${encodeURIComponent(location.href.split("#")[0])}`);
    if (answer.status !== 200) return;
    const options = await answer.json();
    window.wx.agentConfig({
      ...options,
      success: () => window.wx.invoke("getCurExternalContact", {}, open),
      fail: () => {}, // An old client, or none of a customer's chat: the page stays what it is.
    });
  }

  ask().catch(() => {}); // Without the net the page stays what it is, too.
})();
