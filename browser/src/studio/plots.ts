/** `[data-plot]`: what is under the pointer is read out above a chart; without a script its bars have titles. */

import { tell } from "./clocks";

/** Makes all charts of the page read out. */
export function readOut(): void {
  for (const plot of document.querySelectorAll<HTMLElement>("[data-plot]")) {
    const place = plot.querySelector<HTMLElement>("[data-read]");
    const chart = plot.querySelector<SVGElement>(".chart");
    if (!place || !chart) continue;
    const before = [...place.childNodes];
    for (const title of chart.querySelectorAll("title")) title.remove();
    for (const type of ["pointermove", "pointerdown"])
      chart.addEventListener(type, ({ target }) => {
        const bar = (target as Element).closest<SVGElement>("[data-n]");
        if (bar) place.textContent = say(bar);
      });
    chart.addEventListener("pointerleave", () => place.replaceChildren(...before));
  }
}

function say(bar: SVGElement): string {
  const n = Number(bar.dataset["n"]);
  return `${tell(bar.dataset["at"] ?? "")}: ${n.toLocaleString("en")} ${n === 1 ? "reader" : "readers"}`;
}
