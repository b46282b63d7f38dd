// A draft of the minutes is kept on the server a moment after the typing stops. The button does the same.
const place = document.querySelector("[data-minutes]");
if (place) {
  const form = place.closest("form");
  const said = form.querySelector("[data-kept]");
  let timer = 0;
  let keeping = null;
  const keep = async () => {
    const body = new FormData(form);
    body.set("keep", "1");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect") return; // a conflict is shown when the button is pressed
      form.elements.version.value = Number(form.elements.version.value) + 1;
      said.textContent = place.dataset.words.replace("{time}", new Date().toTimeString().slice(0, 5));
    } catch {
      // off line: what is typed stays in the page, and the next pause tries again
    }
    keeping = null;
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => (keeping = keep()), 1500);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!keeping) return;
    event.preventDefault(); // one's own draft that is on its way must not look like somebody else's
    await keeping;
    form.requestSubmit(event.submitter);
  });
}
