// Without a network, a page of organisational life is answered with the one that says so. Kept on the device:
// that page, the style sheet, the scripts. Never a list of names: nothing that was fetched for somebody.
const LISTED = ["listed"];
const CACHE = "zb-" + LISTED.join();
const anonymous = (address) => new Request(address, { credentials: "omit" }); // as a guest sees it

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(LISTED.map(anonymous))).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("zb-") && name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate")
    event.respondWith(fetch(request).catch(() => caches.match(LISTED[0])));
  else if (LISTED.includes(new URL(request.url).pathname))
    event.respondWith(caches.match(request).then((kept) => kept || fetch(request)));
});
