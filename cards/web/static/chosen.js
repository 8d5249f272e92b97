// Asks Feishu's client what the chosen messages say and hands it to the server, which shows what it has read.
(function () {
  "use strict";
  const form = document.getElementById("chosen");
  const { sign, trigger } = form.dataset;
  const LONGEST_WAIT = 8000;
  let isOver = false;

  function fail() {
    if (isOver) return;
    isOver = true;
    document.getElementById("waiting").hidden = true;
    document.getElementById("failed").hidden = false;
  }

  function send(answer) {
    if (isOver) return;
    if (!answer || !answer.content || !answer.content.messages) return fail();
    isOver = true;
    form.elements.told.value = JSON.stringify(answer.content);
    form.submit();
  }

  async function ask() {
    const answer = await fetch(`${sign}?page=${encodeURIComponent(location.href.split("#")[0])}`);
    if (answer.status !== 200) return fail();
    window.h5sdk.error(fail);
    window.h5sdk.ready(() => window.tt.getBlockActionSourceDetail({ triggerCode: trigger, success: send, fail }));
    window.h5sdk.config({ ...(await answer.json()), onSuccess: () => {}, onFail: fail });
  }

  if (!window.h5sdk || !trigger) return fail();
  ask().catch(fail);
  setTimeout(fail, LONGEST_WAIT);
})();
