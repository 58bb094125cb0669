/** An article beside its proposals: which sentence proves what, and questions of one's own about a selection. */

import { drag } from "./dragging";

export function read(form: HTMLFormElement): void {
  const reading = document.querySelector<HTMLElement>("#reading");
  if (!reading) return;
  for (const name of ["pointerover", "focusin"]) form.addEventListener(name, (event) => light(event, reading));
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-move]");
    const row = button?.closest<HTMLElement>("[data-row]");
    if (!button || !row) return;
    if (button.dataset["move"] === "up") row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    button.focus();
  });
  form.addEventListener("input", ({ target }) => {
    const field = target as HTMLInputElement;
    const prompt = field.name.endsWith(".prompt") && field.closest("[data-row]")?.querySelector("[data-prompt]");
    if (prompt) prompt.textContent = field.value;
  });
  drag(form, () => undefined);
  own(form, reading);
}

/** Lights what the proposal under the pointer, or with the focus, rests on, and brings it into view. */
function light(event: Event, reading: HTMLElement): void {
  const about = (event.target as Element).closest<HTMLElement>("[data-about]")?.dataset["about"];
  if (about === undefined || reading.dataset["lit"] === about) return;
  reading.dataset["lit"] = about;
  const marks = [...reading.querySelectorAll<HTMLElement>("mark")];
  for (const mark of marks) mark.classList.toggle("lit", (mark.dataset["for"] ?? "").split(" ").includes(about));
  const first = marks.find((mark) => mark.classList.contains("lit"));
  if (!first || reading.scrollHeight <= reading.clientHeight) return;
  const place = first.getBoundingClientRect().top - reading.getBoundingClientRect().top;
  reading.scrollTo({ top: reading.scrollTop + place - reading.clientHeight / 3, behavior: "smooth" });
}

/** Adds a question about what is selected in the article. Places are counted in characters, as the server does. */
function own(form: HTMLFormElement, reading: HTMLElement): void {
  const button = document.querySelector<HTMLButtonElement>("[data-own]");
  const template = document.querySelector<HTMLTemplateElement>("#own-question");
  const list = form.querySelector("[data-list=q]");
  if (!button || !template || !list) return;
  const selected = (): Range | null => {
    const selection = getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    return range && !range.collapsed && reading.contains(range.commonAncestorContainer) ? range : null;
  };
  document.addEventListener("selectionchange", () => (button.disabled = !selected()));
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const range = selected();
    if (!range) return;
    const before = document.createRange();
    before.setStart(reading, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    const end = start + [...range.toString()].length;
    add(template, list, start, end, range.toString());
  });
}

function add(template: HTMLTemplateElement, list: Element, start: number, end: number, text: string): void {
  const key = `n${Date.now()}`;
  const holder = document.createElement("ol");
  holder.append(template.content.cloneNode(true));
  for (const each of holder.querySelectorAll("*"))
    for (const { name, value } of [...each.attributes])
      if (value.includes("KEY")) each.setAttribute(name, value.replaceAll("KEY", key));
  const row = holder.querySelector<HTMLElement>("[data-row]");
  if (!row) return;
  const set = (field: string, value: string): void => {
    const input = row.querySelector<HTMLInputElement>(`[name="q.${key}.${field}"]`);
    if (input) input.value = value;
  };
  set("start", String(start));
  set("end", String(end));
  set("explanation", text);
  list.prepend(row);
  row.querySelector<HTMLElement>(`[name="q.${key}.prompt"]`)?.focus();
}
