// 大字版 without a reload. The form does the same without this script.
const root = document.documentElement;
for (const form of document.querySelectorAll("[data-sizes]")) {
  form.addEventListener("submit", (event) => {
    const size = event.submitter?.value;
    if (size === undefined) return;
    event.preventDefault();
    root.dataset.size = size;
    root.toggleAttribute("data-large", size !== "0");
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `zb_size=${size};path=/;max-age=31536000;samesite=lax${secure}`;
    form.querySelector(`[data-at~="${size}"]`)?.focus();
  });
}
