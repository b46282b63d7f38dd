// Keys for whoever prefers them: ? shows the sheet, j and k go down and up a list, Ctrl-S presses the button that saves.
// Letters do nothing while one types, and can be switched off on this device: the sheet has the switch.
const NAME = "zb_keys";
const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog";
const ROWS = ["tbody tr", ".rows > li", ".todo > li", ".feed > li", ".marks > li", ".node", ".event"].map((row) => `main ${row}`).join();
const shown = (e) => e.checkVisibility({ visibilityProperty: true });
const first = (row) => [...row.querySelectorAll("a[href], button, input:not([type=hidden])")].find(shown);
let sheet;

const off = () => {
  try {
    return localStorage.getItem(NAME) === "off";
  } catch {
    return false; // a device that keeps nothing cannot have been told
  }
};

addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey) return;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) return key === "s" && !event.shiftKey && save(event);
  if (off() || event.target.closest?.(TYPING)) return;
  if (key === "?") show(event);
  else if (key === "j" || key === "k") go(event, key === "j" ? 1 : -1);
});

function save(event) {
  const forms = [...document.querySelectorAll("main form[data-leave]")].filter(shown);
  const form = forms.find((each) => each.contains(document.activeElement)) || (forms.length === 1 && forms[0]);
  if (!form) return;
  event.preventDefault();
  const usual = ".btn:not(.soft, .outline, [type=button])";
  (form.querySelector("[data-save]") || form.querySelector(usual))?.click();
}

function go(event, step) {
  const rows = [...document.querySelectorAll(ROWS)].filter(first);
  if (!rows.length) return;
  event.preventDefault();
  const here = rows.findLastIndex((row) => row.contains(document.activeElement));
  const seen = rows.findIndex((row) => row.getBoundingClientRect().bottom > 0);
  const next = here < 0 ? seen : here + step;
  first(rows[Math.min(Math.max(next, 0), rows.length - 1)]).focus({ focusVisible: true });
}

async function show(event) {
  const address = document.body.dataset.keys;
  if (!address) return;
  event.preventDefault();
  sheet ||= fetch(address).then((answer) => answer.text()).then(dialog).catch(() => (sheet = null));
  const made = await sheet;
  if (made && !made.open) made.showModal();
}

function dialog(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const made = document.createElement("dialog");
  made.append(page.querySelector("h1"), page.querySelector("[data-keysheet]"));
  made.setAttribute("aria-label", made.querySelector("h1").textContent);
  const close = made.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => made.close());
  ready(made);
  document.body.append(made);
  return made;
}

function ready(within) {
  for (const line of within.querySelectorAll("[data-switch]")) {
    const box = line.querySelector("input");
    box.checked = !off();
    box.addEventListener("change", () => localStorage.setItem(NAME, box.checked ? "on" : "off"));
    line.classList.remove("later");
  }
}
ready(document);
