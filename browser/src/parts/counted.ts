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

export function drawRunoff(part: Runoff, { text }: Scene): Kid {
  const nameOf = (id: string) => part.labels[id] ?? id;
  const last = part.rounds.at(-1);
  if (!last) return null;
  // Whoever stayed in longest stands highest; then who was ahead at the end.
  const stayed = (id: string) => part.rounds.filter((round) => id in round.counts).length;
  const ids = Object.keys(part.labels).sort(
    (one, other) => stayed(other) - stayed(one) || (last.counts[other] ?? 0) - (last.counts[one] ?? 0),
  );
  const row = (part: string | null, name: string, cells: string[]) =>
    h("tr", { key: name, part }, h("th", { scope: "row" }, name), cells.map((cell) => h("td", {}, cell)));
  const rows = ids.map((id) => {
    const counts = part.rounds.map((round) => (id in round.counts ? text.number(round.counts[id]!) : "–"));
    return row(id === part.winner ? "own" : null, nameOf(id), counts);
  });
  if (part.rounds.some((round) => round.exhausted > 0)) {
    rows.push(row("hint", text.say("exhausted"), part.rounds.map((round) => text.number(round.exhausted))));
  }
  const heads = [text.say("option"), ...part.rounds.map((_, place) => text.say("round", { n: place + 1 }))];
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
      h("thead", {}, h("tr", {}, heads.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, rows),
    ),
    h("p", { part: "mean" }, [won, won && pairs, ...ties].filter(Boolean).join(" ")),
  );
}
