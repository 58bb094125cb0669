/** A row of buttons in which the arrow keys move and never cast. */

export function move(event: Event): void {
  const { key } = event as KeyboardEvent;
  const from = event.target as HTMLElement;
  const group = event.currentTarget as HTMLElement;
  const [, way] = /^Arrow(Up|Left|Down|Right)/.exec(key) ?? [];
  if (!way) return;
  event.preventDefault();
  const back = way === "Up" || way === (group.matches(":dir(rtl)") ? "Right" : "Left");
  const stops = [...group.querySelectorAll<HTMLElement>("button,a")];
  stops.at((stops.indexOf(from) + (back ? -1 : 1)) % stops.length)?.focus();
}
