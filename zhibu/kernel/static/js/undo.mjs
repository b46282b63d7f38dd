// The button that takes back goes away when it would be too late; whoever presses it then is told so by the page.
for (const form of document.querySelectorAll("[data-left]")) {
  setTimeout(() => (form.hidden = true), form.dataset.left * 1000);
}
