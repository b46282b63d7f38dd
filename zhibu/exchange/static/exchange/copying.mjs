// A value is copied by one button; without a script it is selected by hand.
const said = document.createElement("p");
said.className = "sr";
said.setAttribute("role", "status");
document.querySelector("main").append(said);
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.classList.remove("later");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    const word = button.firstChild;
    word.textContent = button.dataset.done;
    said.textContent = button.dataset.done;
    setTimeout(() => { word.textContent = button.dataset.word; }, 2000);
  });
}
