/** Draws what was counted: bars, and the rounds of a run-off. */

import { chosen, holds } from "../core";
import type { Bars, Runoff } from "../contract";
import type { Language } from "../core";
import { h, type Kid } from "../core";
import type { Scene, WidgetKey } from "./scene";

export function drawBars(part: Bars, { text, chooses, mine, words }: Scene): Kid {
  const choose = chooses.find((each) => each.slot === part.slot);
  const ranked = choose?.form === "ranking";
  const rows = part.bars.map((bar) => {
    const option = choose?.options.find((each) => each.id === bar.id);
    const own = !!choose && !!option && holds(choose, option, mine);
    const place = ranked && option ? `${text.say("ranked")}: ${text.number(chosen(choose, mine).indexOf(option.value) + 1)}` : text.say("yours");
    return h(
      "li",
      { key: bar.id, part: own ? "bar own" : "bar", "--percent": `${bar.percent}%` },
      h("span", { part: "name" }, `${bar.icon ? `${bar.icon} ` : ""}${words.label(bar.label)}`, own && h("span", { part: "yours" }, ` ✓ ${place}`)),
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

export function drawRunoff(part: Runoff, { text }: Scene): Kid {
  const nameOf = (id: string) => part.labels[id] ?? id;
  const last = part.rounds.at(-1);
  if (!last) return null;
  // Whoever stayed in longest stands highest; then who was ahead at the end.
  const stayed = (id: string) => part.rounds.filter((round) => id in round.counts).length;
  const ids = Object.keys(part.labels).sort(
    (one, other) => stayed(other) - stayed(one) || (last.counts[other] ?? 0) - (last.counts[one] ?? 0),
  );
  const rows = ids.map((id) =>
    h(
      "tr",
      { key: id, part: id === part.winner ? "own" : null },
      h("th", { scope: "row" }, nameOf(id)),
      part.rounds.map((round) => h("td", {}, round.counts[id] === undefined ? "–" : text.number(round.counts[id]!))),
    ),
  );
  const won = part.winner && text.say("wins", { label: nameOf(part.winner) });
  const pairs = part.beats_all === undefined ? "" : text.say(part.beats_all ? "beats_all" : "beats_not_all");
  const ties = part.rounds.map((round, place) =>
    round.tied?.length ? text.say("tied", { n: place + 1, labels: round.tied.map(nameOf).join(", ") }) : "",
  );
  return h(
    "div",
    { part: "runoff", key: `runoff ${part.slot}`, tabindex: "0", role: "group", "aria-label": text.say("runoff") },
    h(
      "table",
      { part: "table" },
      h("caption", {}, text.say("runoff")),
      h("thead", {}, h("tr", {}, [text.say("option"), ...part.rounds.map((_, place) => text.say("round", { n: place + 1 }))].map((name) => h("th", { scope: "col" }, name)))),
      h(
        "tbody",
        {},
        rows,
        part.rounds.some((round) => round.exhausted > 0) &&
          h("tr", { part: "hint" }, h("th", { scope: "row" }, text.say("exhausted")), part.rounds.map((round) => h("td", {}, text.number(round.exhausted)))),
      ),
    ),
    h("p", { part: "mean" }, [won, won && pairs, ...ties].filter(Boolean).join(" ")),
  );
}
