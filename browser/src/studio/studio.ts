/** What the pages of the studio do beside being read: htmx, and a few things that HTML has no word for. */

import htmx from "htmx.org";
import { localise } from "./clocks";
import { copy, dismiss, filter, warn } from "./manners";
import { readOut } from "./plots";
import { begin, press } from "./queue";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0,
  historyEnabled: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  // A refusal is shown, too: it says in a sentence what to do.
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "[45]..", swap: true, error: true },
  ],
});

document.addEventListener("click", copy);
document.addEventListener("click", dismiss);
document.addEventListener("input", filter);
document.addEventListener("keydown", press);
warn();
begin();
localise();
readOut();
// On a phone the page that one is on may stand beyond the edge of the row of tabs.
for (const each of document.querySelectorAll(".tabs [aria-current], .steps [aria-current]"))
  each.scrollIntoView({ block: "nearest", inline: "nearest" });
