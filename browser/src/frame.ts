/**
 * The script of a widget's frame (`/embed/{widget}`): starts the element, and tells the page around how high the
 * frame has to be. It works in a sandbox, where there is neither an origin nor storage.
 */

import { read, start } from "./core";

const HIGHEST = 20_000;
/** Milliseconds within which changes of the height are told together. */
const PAUSE = 50;
/** Milliseconds after which the ticket is too old to begin with. */
const STALE = 5 * 3_600_000;

const { hash } = location;
/** WordPress names its frames by a secret in the fragment, and wants it back. */
const secret = /^#\?secret=([a-zA-Z0-9]+)$/.exec(hash)?.[1];
const born = Date.now();

let told = 0;
let waiting = false;

function tell(): void {
  waiting = false;
  const height = Math.min(Math.ceil(document.body.getBoundingClientRect().height), HIGHEST);
  if (!height || height === told) return;
  told = height;
  // Everyone may know how high it is; the page around may be of any origin.
  parent.postMessage({ voxpop: { height } }, "*");
  if (secret) parent.postMessage({ message: "height", value: height, secret }, "*");
}

function tellSoon(): void {
  if (!waiting) setTimeout(tell, PAUSE);
  waiting = true;
}

function tellAgain(): void {
  told = 0;
  tellSoon();
}

start(import.meta.url);
new ResizeObserver(tellSoon).observe(document.body);
const element = document.querySelector<HTMLElement>("vox-widget");
// A frame that is hidden until its height is known is not laid out by itself; what is drawn tells all the same.
if (element?.shadowRoot) new MutationObserver(tellSoon).observe(element.shadowRoot, { childList: true, subtree: true });
addEventListener("load", tellAgain);
addEventListener("message", ({ source, data }) => {
  if (source === parent && (data as { message?: unknown } | null)?.message === "ready") tellAgain();
});
document.addEventListener("visibilitychange", () => {
  const site = document.querySelector<HTMLScriptElement>("script[data-site]")?.dataset.site;
  // Who has cast keeps the page: where there is no storage, it alone knows.
  if (!document.hidden && Date.now() - born > STALE && !read(`voxpop:${site}:reader`)) location.reload();
});
