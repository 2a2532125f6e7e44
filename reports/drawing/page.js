/* The page around one picture: shows it as it will be downloaded, and hands it over as a file when a button is pressed.
   With a ticket, a file is handed over only once the program has noted what it is. */
(function () {
  "use strict";

  const { job, downloads, note, words } = JSON.parse(document.getElementById("given").textContent);
  const image = document.getElementById("picture");
  const said = document.getElementById("said");
  const buttons = [...document.querySelectorAll("button")];
  const KINDS = { png: "image/png", svg: "image/svg+xml" };

  buttons.forEach((button, place) => button.addEventListener("click", () => hand(downloads[place])));
  show();
  new ResizeObserver(fit).observe(document.body);

  /* The frame is as high as what is in it, also on a phone, where the picture is smaller. */
  function fit() {
    const frame = window.frameElement;
    if (!frame) return;
    frame.style.height = `${Math.ceil(document.body.getBoundingClientRect().height)}px`;
    Object.assign(frame.parentElement.style, { height: "auto", flex: "none" });
  }

  async function show() {
    await attempt(words.drawing, async () => {
      const { svg } = await clinicDraw({ ...job, format: "svg" });
      image.src = URL.createObjectURL(new Blob([svg], { type: KINDS.svg }));
      await image.decode();
      image.hidden = false;
      document.getElementById("js-plotly-tester").setAttribute("aria-hidden", "true"); // Plotly's ruler is no picture
      return "";
    });
  }

  async function hand(asked) {
    await attempt(words.making, async () => {
      const made = await clinicDraw({ ...job, format: asked.format, scale: asked.scale, dpi: asked.dpi });
      const file = new Blob([made.svg || bytes(made.png)], { type: KINDS[asked.format] });
      const refused = note ? await refusal(asked, file) : "";
      if (!refused) save(file, asked.name);
      return refused || `${words.saved} ${asked.name}`;
    });
  }

  /* Why this file may not be handed over, or nothing once it is noted. */
  async function refusal(asked, file) {
    if (!window.crypto || !crypto.subtle) return words.unsafe;
    const body = JSON.stringify({
      ticket: note.ticket, format: asked.format, scale: asked.scale,
      width: Math.round(job.width * asked.scale), height: Math.round(job.height * asked.scale), sha256: await hash(file),
    });
    const headers = { "content-type": "application/json" };
    const asking = fetch(note.to, { method: "POST", headers, body, redirect: "error" }); // a locked tablet is led away
    const answer = await asking.catch(() => null);
    if (answer && answer.status === 204) return "";
    if (answer && answer.status === 404) return words.old;
    return answer && answer.status === 409 ? await answer.text() : words.unnoted;
  }

  async function hash(file) {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...sum].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function save(file, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  async function attempt(doing, act) {
    buttons.forEach((button) => { button.disabled = true; });
    said.textContent = doing;
    try {
      said.textContent = await act();
    } catch (error) {
      console.error(error);
      said.textContent = words.failed;
    }
    buttons.forEach((button) => { button.disabled = image.hidden; });
  }

  function bytes(data) {
    return Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  }
})();
