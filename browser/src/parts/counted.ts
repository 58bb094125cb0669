/** Draws what was counted as bars. */

import { chosen, holds } from "../core";
import type { Bars } from "../contract";
import type { Language } from "../core";
import { h, type Kid } from "../core";
import type { Scene, WidgetKey } from "./scene";

export function drawBars(part: Bars, { text, chooses, mine, words }: Scene): Kid {
  const choose = chooses.find((each) => each.slot === part.slot);
  const ranked = choose?.form === "ranking";
  const rows = part.bars.map((bar) => {
    const option = choose?.options.find((each) => each.id === bar.id);
    const own = !!choose && !!option && holds(choose, option, mine);
    const place = ranked && option ? chosen(choose, mine).indexOf(option.value) + 1 : 0;
    const said = place ? `${text.say("ranked")}: ${text.number(place)}` : text.say("yours");
    const name = `${bar.icon ?? ""} ${words.label(bar.label)}`.trim();
    return h(
      "li",
      { key: bar.id, part: own ? "bar own" : "bar", "--percent": `${bar.percent}%` },
      h("span", { part: "name" }, name, own && h("span", { part: "yours" }, ` ✓ ${said}`)),
      h("span", { part: "percent" }, text.percent(bar.percent)),
      h("span", { part: "votes" }, text.say("votes", { n: bar.count })),
    );
  });
  const label = part.label || choose?.label;
  return h(
    "div",
    { part: "bars", key: `bars ${part.slot}`, role: "group", "aria-label": label },
    label && h("p", { part: "question" }, label),
    ranked && h("p", { part: "hint" }, text.say("first_choices")),
    part.mean !== undefined && h("p", { part: "mean" }, text.say("mean", { n: part.mean, most: part.bars.length })),
    h("ul", {}, rows),
  );
}

/** Says the bars in a sentence. */
export const sayBars = (part: Bars, text: Language<WidgetKey>): string =>
  `${part.bars.map((bar) => `${bar.label ?? bar.id}: ${text.percent(bar.percent)}`).join(", ")}.`;
