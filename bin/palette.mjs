// A picture (base64 of a PNG) as a PNG of at most 256 colours: those used most, every other as the nearest of them.
async (text) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const { width, height } = image;
  const canvas = new OffscreenCanvas(width, height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const pixels = new Uint32Array(canvas.getImageData(0, 0, width, height).data.buffer);
  const used = new Map();
  const near = (p) => p & 0xf8f8f8; // colours that nobody can tell apart are counted together
  for (const p of pixels) {
    const seen = used.get(near(p));
    if (!seen) used.set(near(p), { n: 1, colours: new Map([[p, 1]]) });
    else seen.n++, seen.colours.set(p, (seen.colours.get(p) ?? 0) + 1);
  }
  const most = (map) => [...map].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
  const palette = [...used.values()].sort((a, b) => b.n - a.n).slice(0, 256).map((each) => most(each.colours));
  const parts = (p) => [p & 255, (p >> 8) & 255, (p >> 16) & 255];
  const known = palette.map(parts), cache = new Map();
  const index = (p) => {
    let found = cache.get(p);
    if (found === undefined) {
      const [r, g, b] = parts(p);
      let best = Infinity;
      known.forEach(([x, y, z], i) => {
        const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
        if (far < best) (best = far), (found = i);
      });
      cache.set(p, found);
    }
    return found;
  };
  const rows = new Uint8Array(height * (width + 1));
  for (let y = 0, at = 0, from = 0; y < height; y++) {
    at++; // filter 0
    for (let x = 0; x < width; x++) rows[at++] = index(pixels[from++]);
  }
  const packed = await new Response(
    new Blob([rows]).stream().pipeThrough(new CompressionStream("deflate")),
  ).arrayBuffer();
  const table = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n >>> 0;
  });
  const chunk = (name, data) => {
    const out = new Uint8Array(data.length + 12), view = new DataView(out.buffer);
    view.setUint32(0, data.length);
    out.set([...name].map((c) => c.charCodeAt(0)), 4);
    out.set(data, 8);
    let sum = 0xffffffff;
    for (const b of out.subarray(4, out.length - 4)) sum = table[(sum ^ b) & 255] ^ (sum >>> 8);
    view.setUint32(out.length - 4, (sum ^ 0xffffffff) >>> 0);
    return out;
  };
  const head = new Uint8Array(13), view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 3, 0, 0, 0], 8);
  const png = new Blob([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk("IHDR", head),
    chunk("PLTE", Uint8Array.from(palette.flatMap(parts))),
    chunk("IDAT", new Uint8Array(packed)),
    chunk("IEND", new Uint8Array(0)),
  ]);
  const out = new Uint8Array(await png.arrayBuffer());
  let said = "";
  for (let i = 0; i < out.length; i += 0x8000) said += String.fromCharCode(...out.subarray(i, i + 0x8000));
  return btoa(said);
}
