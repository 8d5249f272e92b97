// Asks the DingTalk client for a login code and hands it to the server.
(function () {
  "use strict";
  var form = document.getElementById("sign-in");
  var isOver = false;

  function fail() {
    if (isOver) return;
    isOver = true;
    document.getElementById("waiting").hidden = true;
    document.getElementById("failed").hidden = false;
  }

  function send(result) {
    if (isOver) return;
    if (!result || !result.code) return fail();
    isOver = true;
    form.elements.code.value = result.code;
    form.submit();
  }

  if (!window.dd || !window.dd.requestAuthCode) return fail();
  var options = JSON.parse(form.dataset.options);
  var asked = window.dd.requestAuthCode(Object.assign({}, options, { onSuccess: send, onFail: fail }));
  // Newer clients answer by a promise as well; an unheard refusal would only fill the console.
  if (asked && asked.catch) asked.catch(fail);
  setTimeout(fail, 8000);
})();
