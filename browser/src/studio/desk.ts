/** What the editor does beyond its form, which works without any of this. */

import { drag } from "./dragging";
import { read } from "./reading";
import { fill } from "./uploading";

const PAUSE = 700;
/** Milliseconds after the last key until what was typed is kept and drawn. */

const SIGNED_OUT = [401, 403];
/** Statuses of a session that is over, or another one. */

const TOO_LARGE = 413;

const form = document.querySelector<HTMLFormElement>("#editor");
document.documentElement.classList.add("scripted");
prefer();
if (form) begin(form);
const proposals = document.querySelector<HTMLFormElement>("#proposals");
if (proposals) read(proposals);
document.addEventListener("submit", work);

/** `form[data-busy]`: says what is being done and for how long it has been, and is sent once only. */
function work(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const doing = form.dataset["busy"];
  const [said, bar, time] = ["said", "bar", "time"].map((each) => form.querySelector<HTMLElement>(`[data-busy-${each}]`));
  if (!doing || !said || !bar || !time) return;
  if (!bar.hidden) return event.preventDefault();
  const began = Date.now();
  said.textContent = doing;
  bar.hidden = false;
  const clock = setInterval(() => (time.textContent = `${Math.round((Date.now() - began) / 1000)} s`), 1000);
  const stop = (event: Event): void => {
    if (event instanceof KeyboardEvent && event.key !== "Escape") return;
    clearInterval(clock);
    bar.hidden = true;
    removeEventListener("pageshow", stop);
    removeEventListener("keydown", stop);
  };
  // Whoever stops the browser, or comes back to the page as it was, can send the form again.
  addEventListener("pageshow", stop);
  addEventListener("keydown", stop);
}

function begin(form: HTMLFormElement): void {
  const locked = form.querySelector<HTMLFieldSetElement>(".whole")?.disabled ?? true;
  const later = after(PAUSE, () => void keep(form));
  const changed = (): void => {
    number(form);
    later();
  };
  form.addEventListener("input", (event) => {
    if ((event.target as Element).matches("[data-redraw]")) void redraw(form, "draw:fields");
    else later();
  });
  form.addEventListener("submit", (event) => {
    const order = (event.submitter as HTMLButtonElement | null)?.value ?? "";
    if (order === "" || order === "save") return;
    event.preventDefault();
    const [verb = "", path = ""] = order.split(":");
    const row = find(form, path);
    if (row && (verb === "up" || verb === "down")) move(row, verb);
    else if (row && verb === "remove") remove(row, changed);
    else void redraw(form, order);
    changed();
  });
  drag(form, changed);
  fill(form, later);
  document.querySelector("#preview")?.addEventListener("load", fit);
  if (!locked) void draw(form);
  const goesOn = form.dataset["goesOn"];
  if (goesOn) settle(document.getElementById(goesOn));
  else document.querySelector<HTMLElement>("#sum-up")?.focus();
}

/** Runs something once nothing has asked for it for a while. */
function after(pause: number, work: () => void): () => void {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(work, pause);
  };
}

function find(form: HTMLFormElement, path: string): HTMLElement | null {
  return form.querySelector<HTMLElement>(`[data-row="${CSS.escape(path)}"]`);
}

/** Rows move without the server: their order is the order in which they are sent. */
function move(row: HTMLElement, way: "up" | "down"): void {
  const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
  const held = document.activeElement as HTMLElement | null;
  if (way === "up") other?.before(row);
  else other?.after(row);
  held?.focus();
}

/** Takes a row away, and offers for a while to put it back. */
function remove(row: HTMLElement, changed: () => void): void {
  const list = row.parentElement;
  const next = row.nextElementSibling;
  const name = row.querySelector(".row-name")?.textContent?.trim() ?? "";
  (next ?? row.previousElementSibling ?? list?.closest("fieldset"))?.querySelector<HTMLElement>("button, input")?.focus();
  row.remove();
  const toast = document.querySelector<HTMLElement>("#undo");
  if (!toast) return;
  const back = document.createElement("button");
  back.type = "button";
  back.textContent = "Put it back";
  back.addEventListener("click", () => {
    list?.insertBefore(row, next?.parentElement === list ? next : null);
    toast.hidden = true;
    settle(row);
    changed();
  });
  toast.replaceChildren(`${name} is removed.`, back);
  toast.hidden = false;
}

/** Numbers the rows of every list as they stand. */
function number(form: HTMLFormElement): void {
  for (const list of form.querySelectorAll("[data-list]")) {
    const heads = [...list.children].map((row) => row.querySelector("[data-number]"));
    heads.forEach((head, at) => head && (head.textContent = String(at + 1)));
  }
}

function send(form: HTMLFormElement, address: string, order = ""): Promise<Response> {
  const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  if (order) body.append("-do", order);
  return fetch(address, { method: "POST", body, headers: { Accept: "text/html" } });
}

/** Has the server draw the form with one more row, or of another kind; nothing else of the page changes. */
async function redraw(form: HTMLFormElement, order: string): Promise<void> {
  const answer = await send(form, form.action, order).catch(() => null);
  if (answer && SIGNED_OUT.includes(answer.status)) return leave(form, order);
  const page = answer && new DOMParser().parseFromString(await answer.text(), "text/html");
  const fields = page?.querySelector("#fields");
  if (!page || !fields) return say("This did not reach the service; try again.");
  const focused = document.activeElement?.id ?? "";
  form.querySelector("#fields")?.replaceWith(document.adoptNode(fields));
  const goesOn = page.querySelector<HTMLElement>("#editor")?.dataset["goesOn"];
  settle(document.getElementById(order.startsWith("draw") ? focused : (goesOn ?? "")));
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Sends the form as without a script: the page that answers keeps what was typed, and asks to sign in. */
function leave(form: HTMLFormElement, order: string): void {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "-do", value: order });
  form.append(field);
  form.submit();
}

/** Goes on within a row: at its first field. */
function settle(place: HTMLElement | null): void {
  const field = place?.matches("input, select, textarea")
    ? place
    : place?.querySelector<HTMLElement>(".row-body input:not([type=hidden]), .row-body select, input:not([type=hidden]), select");
  (field ?? place)?.focus();
}

async function keep(form: HTMLFormElement): Promise<void> {
  const { site, about } = form.dataset;
  const [kept] = await Promise.all([
    send(form, `/studio/${site}/sketches/${about}`).catch(() => null),
    draw(form),
  ]);
  const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (kept?.ok) say(`Kept as you type, ${now}.`);
  else if (SIGNED_OUT.includes(kept?.status ?? 0)) say("You are signed out. Save it: you can sign in and go on.");
  else if (kept?.status === TOO_LARGE) say("This is too long to be saved: shorten it before you go on.");
  else say("Not kept right now. Do not close this page; saving may still work.");
}

function say(text: string): void {
  const place = document.querySelector("#kept");
  if (place) place.textContent = text;
}

/** Draws the widget as it is typed. The frame stays, and what is in it is exchanged. */
async function draw(form: HTMLFormElement): Promise<void> {
  const frame = document.querySelector<HTMLIFrameElement>("#preview");
  const answer = await send(form, `/studio/${form.dataset["site"]}/previews/${form.dataset["format"]}`).catch(() => null);
  const body = frame?.contentDocument?.body;
  if (!answer?.ok || !body) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (main) (body.querySelector("main") ?? body).replaceWith(main);
  fit();
}

/** Makes the preview as high as what is in it, as far as the page has room for that. */
function fit(): void {
  const frame = document.querySelector<HTMLIFrameElement>("#preview");
  const main = frame?.contentDocument?.querySelector("main");
  if (frame && main) frame.style.blockSize = `${main.getBoundingClientRect().height + 2}px`;
}

/** Shows times on the clock of the moderator's own zone, unless they have chosen another one. */
function prefer(): void {
  const zone = document.querySelector<HTMLSelectElement>("#schedule select[name=zone]");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone?.value !== "UTC" || ![...zone.options].some((each) => each.value === own)) return;
  const fields = [...document.querySelectorAll<HTMLInputElement>("#schedule input[type=datetime-local]")];
  const written = fields.filter((each) => each.value);
  if (written.some((each) => isRepeated(new Date(`${each.value}Z`), own))) return;
  zone.value = own;
  for (const each of written) each.value = onClock(new Date(`${each.value}Z`), own);
}

/** Whether a zone's clock shows a moment as it showed one shortly before: in autumn. Only UTC tells them apart. */
function isRepeated(moment: Date, timeZone: string): boolean {
  const shown = onClock(moment, timeZone);
  return [30, 60].some((minutes) => onClock(new Date(+moment - minutes * 60_000), timeZone) === shown);
}

/** Writes a moment as the field of a browser has it; Swedes write times that way. */
function onClock(moment: Date, timeZone: string): string {
  return moment.toLocaleString("sv-SE", { timeZone }).replace(" ", "T").slice(0, 16);
}
