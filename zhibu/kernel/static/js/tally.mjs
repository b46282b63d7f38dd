// Counts along a list of ticks, and ticks all of them at once.
for (const line of document.querySelectorAll("[data-tally]")) {
  const boxes = [...line.closest("form").querySelectorAll(`input[name="${CSS.escape(line.dataset.tally)}"]`)];
  const output = line.querySelector("output");
  const count = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    output.textContent = line.dataset.words.replace("{n}", chosen).replace("{all}", boxes.length);
  };
  line.classList.remove("later");
  line.closest("form").addEventListener("input", count);
  line.querySelector("button").addEventListener("click", () => {
    for (const box of boxes) box.checked = true;
    boxes[0]?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  count();
}
