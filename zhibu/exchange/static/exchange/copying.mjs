// A value is copied by one button; without a script it is selected by hand.
const copies = navigator.clipboard ? document.querySelectorAll("[data-copy]") : [];
const told = document.createElement("p");
told.className = "sr";
told.setAttribute("role", "status");
if (copies.length) document.querySelector("main").append(told);
for (const button of copies) {
  const word = button.firstChild;
  button.classList.remove("later");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    word.textContent = told.textContent = button.dataset.done;
    setTimeout(() => {
      word.textContent = button.dataset.word;
      told.textContent = "";
    }, 2000);
  });
}
