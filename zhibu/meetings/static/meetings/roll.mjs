// Counts the roll along while it is called, and marks the rest with one tap. The server counts again.
const line = document.querySelector("[data-roll]");
if (line) {
  const form = line.closest("form");
  const rows = [...form.querySelectorAll(".roll li")];
  const output = line.querySelector("output");
  const markOf = (row) => row.querySelector("input[type=radio]:checked")?.value;
  const count = () => {
    const marks = rows.map(markOf);
    const came = (mark) => mark === "present" || mark === "remote";
    const voting = rows.filter((row) => "entitled" in row.dataset && came(markOf(row))).length;
    const left = marks.filter((mark) => !mark).length;
    const least = Number(line.dataset.least);
    let words = line.dataset.words.replace("{n}", marks.filter(came).length).replace("{e}", voting);
    if (least) words += voting >= least ? line.dataset.enough : line.dataset.few.replace("{least}", least);
    if (left) words += line.dataset.left.replace("{left}", left);
    output.textContent = words;
  };
  line.hidden = false;
  form.addEventListener("input", count);
  for (const button of form.querySelectorAll("[data-fill]"))
    button.addEventListener("click", (event) => {
      event.preventDefault();
      for (const row of rows)
        if (!markOf(row)) {
          const mark = row.querySelector(`input[value=${button.dataset.fill}]`);
          mark.checked = true;
          mark.dispatchEvent(new Event("change", { bubbles: true }));
        }
      count();
    });
  count();
}
