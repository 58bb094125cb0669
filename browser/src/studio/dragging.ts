/** Moving rows by their grip, with a mouse, a pen or a finger. The buttons beside it do the same by keyboard. */

export function drag(form: HTMLFormElement, moved: () => void): void {
  let row: HTMLElement | null = null;
  form.addEventListener("pointerdown", (event) => {
    const grip = (event.target as Element).closest<HTMLElement>("[data-grip]");
    row = grip?.closest<HTMLElement>("[data-row]") ?? null;
    if (!grip || !row) return;
    event.preventDefault();
    form.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
  });
  form.addEventListener("pointermove", (event) => {
    if (row) place(row, event.clientY);
  });
  const end = (): void => {
    if (!row) return;
    row.classList.remove("dragged");
    row = null;
    moved();
  };
  form.addEventListener("pointerup", end);
  form.addEventListener("pointercancel", end);
}

/** Puts a row where the pointer is: before the first other row whose middle lies below it. */
function place(row: HTMLElement, y: number): void {
  const others = [...(row.parentElement?.children ?? [])].filter((each) => each !== row);
  const next = others.find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return y < top + height / 2;
  });
  if (next) {
    if (row.nextElementSibling !== next) next.before(row);
  } else if (others.length && row.nextElementSibling) others.at(-1)?.after(row);
}
