/** Small manners of pages, by attributes that their templates set. */

const SHOWN = 2000;

/** `data-copy="#id"`: copies the text or value of another element. */
export function copy(event: Event): void {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  const source = button && document.querySelector<HTMLElement>(button.dataset["copy"] ?? "");
  if (!button || !source) return;
  const before = button.textContent;
  void navigator.clipboard.writeText("value" in source ? String(source.value) : source.innerText).then(() => {
    button.textContent = button.dataset["done"] ?? "Copied";
    setTimeout(() => (button.textContent = before), SHOWN);
  });
}

/** `data-dismiss`: takes away the message it stands in. */
export function dismiss(event: Event): void {
  (event.target as Element).closest("[data-dismiss]")?.parentElement?.remove();
}

/** `data-show-for="name=value"`: shows an element only while a field of its form has that value. */
export function filter(event: Event): void {
  const field = event.target as HTMLInputElement;
  for (const each of field.form?.querySelectorAll<HTMLElement>(`[data-show-for^="${field.name}="]`) ?? [])
    each.hidden = each.dataset["showFor"] !== `${field.name}=${field.value}`;
}

/** `form[data-keep]`: asks before what was typed there is left behind. */
export function warn(): void {
  const typed = new Set<HTMLFormElement>();
  const kept = (target: EventTarget | null) => (target as Element).closest<HTMLFormElement>("form[data-keep]");
  document.addEventListener("input", ({ target }) => {
    const form = kept(target);
    if (form) typed.add(form);
  });
  document.addEventListener("submit", () => typed.clear());
  addEventListener("beforeunload", (event) => {
    if (typed.size) event.preventDefault();
  });
}
