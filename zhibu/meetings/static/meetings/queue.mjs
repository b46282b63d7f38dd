// Each tap on the list is kept on this device until the house has taken it: on a bad line nothing is lost. Kept
// are numbers and marks, no name and no reason. Each tap has an id of its own, so that sent twice it counts once.
const NAME = "zb_presence";
const roll = document.querySelector("form[data-queue]");
const done = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});
const opened = () => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("taps", { keyPath: "id" });
  return done(request);
};
const store = async (mode) => (await opened()).transaction("taps", mode).objectStore("taps");
const id = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

if (roll) {
  const line = roll.querySelector("[data-kept]");
  const say = (words, n = 0) => (line.textContent = words.replace("{n}", n)
    .replace("{time}", new Date().toTimeString().slice(0, 5)));
  const mine = async () => (await done((await store("readonly")).getAll()))
    .filter((tap) => tap.to === roll.dataset.queue && tap.who === roll.dataset.who);
  let timer = 0;
  let sending = Promise.resolve();
  const send = async () => {
    const taps = (await mine()).slice(0, 500);
    if (!taps.length) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", roll.elements.csrfmiddlewaretoken.value);
    body.set("taps", JSON.stringify(taps));
    let answer;
    try {
      answer = await fetch(roll.dataset.queue, { method: "POST", body, redirect: "manual" });
      if (!answer.headers.get("content-type")?.includes("json")) throw new Error("not ours");
    } catch {
      return say(roll.dataset.waiting, (await mine()).length);
    }
    const { kept, said } = await answer.json();
    const plain = kept.map((each) => each.replaceAll("-", ""));
    const taken = await store("readwrite");
    await Promise.all(plain.map((each) => done(taken.delete(each))));
    if (said) return say(said);
    const left = (await mine()).length;
    say(left ? roll.dataset.waiting : roll.dataset.saved, left);
    if (left && plain.length) return send();
  };
  const soon = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => (sending = sending.then(send, send)), wait);
  };
  roll.addEventListener("change", async (event) => {
    const row = event.target.closest(".roll li");
    const mark = row?.querySelector("input[type=radio]:checked");
    if (!mark || event.target.name.startsWith("why-")) return;
    const person = mark.name.slice("mark-".length);
    const late = row.querySelector(`[name=late-${CSS.escape(person)}]`).checked;
    const tap = { id: id(), to: roll.dataset.queue, who: roll.dataset.who, person, mark: mark.value, late, at: Date.now() };
    await done((await store("readwrite")).put(tap));
    soon(700);
  });
  roll.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault(); // the page with the list stays; what was tapped is kept
    mine().then((taps) => say(roll.dataset.waiting, taps.length));
  });
  addEventListener("online", () => soon(0));
  soon(0);
  navigator.serviceWorker?.register(roll.dataset.worker, { scope: "/meetings/" }).catch(() => {});
}

for (const form of document.querySelectorAll("form[data-signout]"))
  form.addEventListener("submit", () => indexedDB.deleteDatabase(NAME));
