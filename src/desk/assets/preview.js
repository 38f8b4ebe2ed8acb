// Beside the editor: what readers will see and what is still missing, as it is typed. The server renders it from the
// same form and saves nothing. Without script the button "Preview" shows the whole page in a tab of its own.
"use strict";
(() => {
  const button = document.querySelector("button[data-live]");
  if (!button) return;
  const form = button.form;
  const quiet = 400;   // milliseconds after the last key
  const policy = window.trustedTypes
    ? window.trustedTypes.createPolicy("tocsin", { createHTML: (text) => text })
    : { createHTML: (text) => text };
  let timer = 0;
  let asked = 0;       // only the answer to the last question is shown

  const show = (text) => {
    const fresh = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
    for (const id of ["gaps", "reader-view"]) {
      const now = document.getElementById(id);
      const next = fresh.getElementById(id);
      if (now && next) now.replaceWith(document.adoptNode(next));
    }
  };

  const ask = async () => {
    const number = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    fields.set("do", "panels");
    try {
      const answer = await fetch(button.formAction, { method: "POST", body: fields, credentials: "same-origin" });
      const text = await answer.text();
      if (answer.ok && number === asked) show(text);
    } catch {
      // The desk is away for a moment: what was shown last stays, and the next key asks again.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, quiet);
  });
})();
