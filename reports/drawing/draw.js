/* Draws one picture with Plotly and hands it over as SVG or PNG. The person's own browser and the program's own
   Chromium both run this file, so that both give the same composition.

   clinicDraw(job) -> Promise<{svg: text} | {png: base64}>
   job: figure (data and layout), width and height in layout pixels, scale (pixels of the file per layout pixel),
   format ("svg" or "png"), dpi (or null), title, alt, family, faces [{weight, data: base64 of a TrueType file}]. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
  const KEPT = /^(#|data:)/i; // all that a picture may point at: a part of itself
  const loaded = new Map(); // family and weight -> {data, face}
  let last = Promise.resolve();

  window.clinicDraw = function (job) {
    const mine = last.then(() => draw(job)); // one after the other: each picture numbers its parts from the beginning
    last = mine.catch(() => undefined);
    return mine;
  };

  async function draw(job) {
    if (!["svg", "png"].includes(job.format)) throw new Error("A picture is drawn as svg or png.");
    await letter(job);
    const svg = compose(await plot(job), job);
    return job.format === "svg" ? { svg } : { png: toBase64(await paint(svg, job)) };
  }

  /* Fonts come before Plotly measures its first word. */
  async function letter(job) {
    for (const { weight, data } of job.faces || []) {
      const key = `${job.family} ${weight}`;
      const known = loaded.get(key);
      if (known && known.data === data) continue;
      if (known) document.fonts.delete(known.face);
      const face = new FontFace(job.family, fromBase64(data).buffer, { weight: String(weight) });
      document.fonts.add(await face.load());
      loaded.set(key, { data, face });
    }
  }

  /* Plotly names the parts of a picture by chance; with the same chances every time, the same picture is the same file. */
  async function plot(job) {
    const chance = Math.random;
    Math.random = chances(20260101);
    try {
      const figure = { data: job.figure.data || [], layout: job.figure.layout || {}, config: { staticPlot: true } };
      return await Plotly.toImage(figure, {
        format: "svg", width: job.width, height: job.height, imageDataOnly: true,
      });
    } finally {
      Math.random = chance;
    }
  }

  function chances(seed) {
    return function () { // mulberry32
      seed = (seed + 0x6d2b79f5) | 0;
      let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
  }

  /* The SVG as a file of its own: its fonts inside, its words for those who do not see it, its real size. */
  function compose(text, job) {
    const file = new DOMParser().parseFromString(printable(text), "image/svg+xml");
    const root = file.documentElement;
    if (root.nodeName !== "svg") throw new Error("The picture could not be read back.");
    keepToItself(file);
    const said = [["title", job.title], ["desc", job.alt]].map(([name, words]) => {
      const element = file.createElementNS(SVG, name);
      element.setAttribute("id", `picture-${name}`);
      element.textContent = printable(words);
      return element;
    });
    const style = file.createElementNS(SVG, "style");
    style.textContent = (job.faces || []).map((face) => fontFace(job.family, face)).join("\n");
    root.prepend(...said, style);
    describe(root, {
      width: pixels(job.width, job), height: pixels(job.height, job), viewBox: `0 0 ${job.width} ${job.height}`,
      style: root.getAttribute("style"), role: "img", "aria-labelledby": "picture-title picture-desc",
    });
    return new XMLSerializer().serializeToString(file);
  }

  /* Anew and in one order: Plotly sets some of them sooner or later, as it comes. */
  function describe(root, attributes) {
    for (const [key, value] of Object.entries(attributes)) {
      root.removeAttribute(key);
      if (value) root.setAttribute(key, String(value));
    }
  }

  function fontFace(family, { weight, data }) {
    if (!BASE64.test(data)) throw new Error("A font is not in base64.");
    const name = String(family).replace(/[^\w -]/g, "");
    const source = `url(data:font/ttf;base64,${data}) format("truetype")`;
    return `@font-face{font-family:"${name}";font-style:normal;font-weight:${Number(weight)};src:${source}}`;
  }

  /* A file that leaves runs nothing and asks no other computer for anything. */
  function keepToItself(file) {
    file.querySelectorAll("script, foreignObject, iframe, object, embed").forEach((found) => found.remove());
    file.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
    for (const element of file.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        const away = /href$/i.test(name) && !KEPT.test(value.trim());
        const called = [...value.matchAll(/url\(\s*["']?([^"')]*)/gi)].some((found) => !KEPT.test(found[1]));
        if (/^on/i.test(name) || away || called) element.removeAttribute(name);
      }
    }
  }

  function printable(words) { // what may not stand in XML: control characters, and half of a letter's pair
    return String(words || "").replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "");
  }

  function pixels(length, job) {
    return Math.round(length * (job.scale || 1));
  }

  async function paint(svg, job) {
    const canvas = document.createElement("canvas");
    canvas.width = pixels(job.width, job);
    canvas.height = pixels(job.height, job);
    const context = canvas.getContext("2d", { alpha: false });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(await picture(svg), 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error("This browser cannot make a picture of that size.");
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return job.dpi ? withDensity(bytes, job.dpi) : bytes;
  }

  async function picture(svg) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    return image;
  }

  /* How many pixels make an inch on paper: a pHYs chunk right after IHDR, which is 25 bytes behind 8 of signature. */
  function withDensity(png, dpi) {
    const chunk = new Uint8Array(21);
    const view = new DataView(chunk.buffer);
    const perMetre = Math.round(dpi / 0.0254);
    view.setUint32(0, 9);
    chunk.set([0x70, 0x48, 0x59, 0x73], 4);
    view.setUint32(8, perMetre);
    view.setUint32(12, perMetre);
    chunk[16] = 1; // the unit is the metre
    view.setUint32(17, crc(chunk.subarray(4, 17)));
    const made = new Uint8Array(png.length + chunk.length);
    made.set(png.subarray(0, 33));
    made.set(chunk, 33);
    made.set(png.subarray(33), 33 + chunk.length);
    return made;
  }

  function crc(bytes) {
    let sum = 0xffffffff;
    for (const byte of bytes) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    }
    return (sum ^ 0xffffffff) >>> 0;
  }

  function fromBase64(data) {
    return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  }

  function toBase64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  }
})();
