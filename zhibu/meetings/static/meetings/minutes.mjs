// A draft of the minutes is kept on the server a moment after the typing stops. The button does the same.
const clock = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", hour12: false });
const place = document.querySelector("[data-minutes]");
if (place) {
  const form = place.closest("form");
  const said = form.querySelector("[data-kept]");
  let timer = 0;
  let keeping = null;
  const keep = async () => {
    const body = new FormData(form);
    body.set("keep", "auto");
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, redirect: "manual" });
      if (answer.status === 204) {
        form.elements.version.value = Number(form.elements.version.value) + 1;
        said.textContent = place.dataset.words.replace("{time}", clock.format(new Date()));
      } else {
        // somebody else has saved, or the session is over: the button shows it, what is typed stays
        said.textContent = place.dataset.lost;
      }
    } catch {
      // off line: what is typed stays in the page, and the next pause tries again
    } finally {
      keeping = null;
    }
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
