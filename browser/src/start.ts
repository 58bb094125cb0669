/**
 * Starts the elements of a page, as `<script type="module" src=".../embed/voxpop.js" data-site="demo">` asks.
 * `data-api` names another origin of the API than the script's own, `data-url` another URL of the page than its
 * canonical one.
 */

import { define } from "./elements/define";
import type { Place } from "./requests";

/** The page as its publisher calls it; a canonical link to another origin is not believed. */
function address(): string {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel~=canonical]")?.href ?? "";
  if (canonical.startsWith(`${location.origin}/`)) return canonical;
  return location.href.replace(/#.*|vox_via=[^&#]*&?/g, "");
}

/** `source` is the loader's own URL. */
export function start(source: string): void {
  const said = { ...[...document.scripts].find((each) => each.src === source)?.dataset };
  const key = `voxpop:${said.site}:`;
  const place = { api: new URL(source).origin, url: address(), ...said, reader: `${key}reader`, outbox: `${key}outbox` };
  if (said.site) define(place as Place);
  else console.warn("voxpop: no data-site");
}
