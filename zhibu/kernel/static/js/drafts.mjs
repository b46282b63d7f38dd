// Keeps what was typed on this device until it is sent. Only for forms that ask for it with data-draft, never
// for passwords, files and one-time codes. Signing out wipes every draft: the next person may sit here.
const KEY = "zb_draft:";
const kept = (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type)
  && field.autocomplete !== "one-time-code";

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = KEY + form.dataset.draft;
  const fields = () => [...form.elements].filter(kept);
  try {
    const saved = JSON.parse(localStorage.getItem(key) || "null");
    for (const field of saved ? fields() : []) {
      const texts = saved[field.name] || [];
      if (["checkbox", "radio"].includes(field.type)) field.checked = texts.includes(field.value);
      else if (texts.length && !field.value) field.value = texts[0];
    }
  } catch {
    localStorage.removeItem(key);
  }
  const said = form.querySelector("[data-saved]");
  form.addEventListener("input", () => {
    const saved = {};
    for (const field of fields()) {
      if (["checkbox", "radio"].includes(field.type) && !field.checked) continue;
      (saved[field.name] ||= []).push(field.value);
    }
    localStorage.setItem(key, JSON.stringify(saved));
    if (said) said.textContent = said.dataset.saved + new Date().toTimeString().slice(0, 5);
  });
  form.addEventListener("submit", () => localStorage.removeItem(key));
}
for (const form of document.querySelectorAll("form[data-signout]")) {
  form.addEventListener("submit", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) localStorage.removeItem(key);
  });
}
