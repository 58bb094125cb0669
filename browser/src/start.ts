/**
 * Starts the elements of a page, as `<script type="module" src=".../embed/voxpop.js" data-site="demo">` asks.
 * `data-api` names another origin of the API than the script's own, `data-url` another URL of the page than its
 * canonical one.
 */

import { define } from "./elements/define";

/** The page as its publisher calls it; a canonical link to another origin is not believed. */
function address(): string {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel~=canonical]")?.href ?? "";
  return canonical.startsWith(`${location.origin}/`) ? canonical : location.href.split("#", 1)[0]!;
}

/** `source` is the loader's own URL. */
export function start(source: string): void {
  const script = [...document.scripts].find((each) => each.src === source);
  const { site, api = new URL(source).origin, url = address() } = script?.dataset ?? {};
  const key = `voxpop:${site}:`;
  if (site) define({ site, api, url, reader: `${key}reader`, outbox: `${key}outbox` });
  else console.warn("voxpop: no data-site");
}
