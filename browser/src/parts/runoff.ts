/** Draws the rounds of a run-off. */

import type { Runoff } from "../contract";
import { h, type Kid, type Language, speak, tagOf, type VoxElement } from "../core";
import css from "../styles/runoff.css";
import en from "../texts/runoff/en.json";
import type { Renderers } from "./drawers";

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/runoff/de.json"),
    fr: () => import("../texts/runoff/fr.json"),
    es: () => import("../texts/runoff/es.json"),
    ar: () => import("../texts/runoff/ar.json"),
  });
  return { runoff: (part) => drawRunoff(part, text) };
}

function drawRunoff(part: Runoff, text: Language<keyof typeof en>): Kid {
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
