/** Times on the reader's own clock: pages come with UTC, which is right for who has no script. */

const FORMS: Record<string, Intl.DateTimeFormatOptions> = {
  full: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" },
  day: { day: "numeric", month: "short" },
  hour: { hour: "2-digit", minute: "2-digit" },
};

/** Writes a time as people here do. */
export function tell(at: string, form = "full"): string {
  return new Intl.DateTimeFormat("en-GB", { ...FORMS[form], hourCycle: "h23" }).format(new Date(at));
}

/** `data-local="full"`, `"day"`, `"hour"`: tells a time in the zone of the browser; `data-zone` names it. */
export function localise(): void {
  for (const each of document.querySelectorAll<HTMLElement | SVGElement>("[data-local]")) {
    const at = each.getAttribute("datetime") ?? each.dataset["at"];
    if (at) each.textContent = tell(at, each.dataset["local"]);
  }
  for (const each of document.querySelectorAll("[data-zone]"))
    each.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll("_", " ");
}
