// Reads the page aloud with the voice of the device; the button appears only where there is one.
const speech = window.speechSynthesis;
for (const button of speech ? document.querySelectorAll("[data-aloud]") : []) {
  const read = button.textContent;
  const quiet = () => (button.textContent = read);
  button.classList.remove("later");
  button.addEventListener("click", () => {
    if (speech.speaking) return speech.cancel(), quiet();
    const text = document.querySelector(button.dataset.aloud || "main").innerText;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language();
    words.rate = 0.9;
    words.onend = quiet;
    speech.speak(words);
    button.textContent = button.dataset.stop;
  });
  addEventListener("pagehide", () => speech.cancel());
}
function language() {
  return document.documentElement.lang || "zh-CN";
}
