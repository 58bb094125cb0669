/** The queue by keyboard: `j`, `k` and arrows go from one submission to another, the keys of its buttons press them. */

const cards = () => [...document.querySelectorAll<HTMLElement>("[data-candidate]")];
const current = () => document.activeElement?.closest<HTMLElement>("[data-candidate]");
const types = (target: EventTarget | null) =>
  (target as Element).closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const STEPS: Record<string, number | undefined> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || types(event.target)) return;
  const all = cards();
  const at = all.indexOf(current() as HTMLElement);
  const step = STEPS[event.key];
  if (step) {
    // Elsewhere arrows scroll.
    if (event.key.length > 1 && at < 0) return;
    event.preventDefault();
    all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
  } else if (/^[a-z?]$/.test(event.key)) {
    const found = current()?.querySelector<HTMLElement>(`[data-key="${event.key}"]`);
    (found ?? document.querySelector<HTMLElement>(`[data-anywhere="${event.key}"]`))?.click();
  }
}

/** Goes to the first submission, so that one key after another decides one after another. */
export function begin(): void {
  if (!document.querySelector("[autofocus], [role=alert]")) cards()[0]?.focus({ preventScroll: true });
}
