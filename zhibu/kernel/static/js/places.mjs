// The panel of places closes by Escape and by a tap beside it; Ctrl-K goes to the search or its page; the year's matrix
// shows the present month; a page that came back with errors starts at their list.
for (const menu of document.querySelectorAll("[data-menu]")) {
  addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  const shown = (mark) => [...document.querySelectorAll(mark)].find((e) => e.offsetParent);
  const find = shown("[data-find]"), page = shown("[data-search]");
  if (!find && !page) return;
  event.preventDefault();
  if (find) find.focus();
  else page.click();
});
for (const matrix of document.querySelectorAll("[data-matrix]")) {
  const now = matrix.querySelector(".now");
  if (now) matrix.scrollLeft = now.offsetLeft - matrix.clientWidth + 2 * now.offsetWidth;
}
document.querySelector("[data-problems]")?.focus();
for (const button of document.querySelectorAll("[data-print]")) {
  button.classList.remove("later");
  button.addEventListener("click", () => print());
}
