/** The queue by keyboard: `j` and `k` go from one submission to another, the keys of its buttons press them. */

const cards = () => [...document.querySelectorAll<HTMLElement>("[data-candidate]")];
const current = () => document.activeElement?.closest<HTMLElement>("[data-candidate]");
const types = (target: EventTarget | null) => (target as Element).closest("input, textarea, select, [contenteditable]");

export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || types(event.target)) return;
  const all = cards();
  const at = all.indexOf(current() as HTMLElement);
  const step = { j: 1, k: -1 }[event.key];
  if (step) all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
  else if (/^[a-z]$/.test(event.key)) current()?.querySelector<HTMLElement>(`[data-key="${event.key}"]`)?.click();
}

/** Goes to the first submission, so that one key after another decides one after another. */
export function begin(): void {
  if (!document.querySelector("[autofocus], [role=alert]")) cards()[0]?.focus({ preventScroll: true });
}
