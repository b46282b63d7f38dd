// Keeps what was typed until it is sent: on the server for whoever is signed in, on this device where there is no
// network or nobody signed in. Only for forms that ask for it with data-draft, never for passwords, files and
// one-time codes. Signing out wipes what lies on the device: the next person may sit here.
const KEY = "zb_draft:";
const PAUSE = 1500;
const server = document.body.dataset.drafts;
const kept = (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type)
  && field.autocomplete !== "one-time-code";
const ticked = (field) => ["checkbox", "radio"].includes(field.type);

for (const form of document.querySelectorAll("form[data-draft]")) {
  const of = new URL(form.action).pathname;
  const key = KEY + (server ? of : form.dataset.draft);
  const said = form.querySelector("[data-saved]");
  const offer = form.querySelector("[data-drafted]");
  let waiting, sending;

  const fields = () => [...form.elements].filter(kept);
  const typed = () => {
    const found = {};
    for (const field of fields()) if (!ticked(field) || field.checked) (found[field.name] ||= []).push(field.value);
    return found;
  };
  const fill = (saved, over) => {
    const left = structuredClone(saved);
    for (const field of fields()) {
      const texts = left[field.name] || [];
      if (ticked(field)) field.checked = texts.includes(field.value);
      else if (texts.length && (over || !field.value)) field.value = texts.shift();
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const here = () => {
    if (form.dataset.draft === "sealed") return;
    localStorage.setItem(key, JSON.stringify(typed()));
    if (said) said.textContent = (server ? said.dataset.here : said.dataset.saved) + new Date().toTimeString().slice(0, 5);
  };
  const tell = (found) => {
    sending = new AbortController();
    const body = new URLSearchParams({ of, fields: JSON.stringify(found) });
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(server, { method: "POST", body, signal: sending.signal, keepalive: true })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject()));
  };
  const send = () => {
    waiting = clearTimeout(waiting);
    tell(typed()).then(({ at }) => {
      localStorage.removeItem(key);
      said.textContent = said.dataset.saved + at;
    }, (why) => why?.name !== "AbortError" && here());
  };

  try {
    const saved = JSON.parse(localStorage.getItem(key) || "null");
    if (saved) fill(saved);
  } catch {
    localStorage.removeItem(key);
  }
  form.addEventListener("input", (event) => {
    if (!server) return here();
    if (!event.isTrusted) return;
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  addEventListener("visibilitychange", () => waiting && send());
  form.addEventListener("submit", () => {
    waiting = clearTimeout(waiting);
    sending?.abort();
    localStorage.removeItem(key);
  });
  if (!server || form.querySelector("[aria-invalid]") || document.querySelector("[data-problems]")) continue;
  fetch(`${server}?${new URLSearchParams({ of })}`).then((answer) => answer.json()).then(({ fields: left, at }) => {
    if (!left) return;
    const words = offer.querySelector("[data-words]");
    words.textContent = words.dataset.words.replace("{at}", at);
    offer.hidden = false;
    offer.querySelector("[data-use]").addEventListener("click", () => ((offer.hidden = true), fill(left, true)));
    offer.querySelector("[data-drop]").addEventListener("click", () => ((offer.hidden = true), tell({})));
  }, () => {});
}
for (const form of document.querySelectorAll("form[data-signout]")) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) localStorage.removeItem(key);
  });
}
