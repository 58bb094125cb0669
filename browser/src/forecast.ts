/** What the counts will be once a ballot on its way has arrived; drawn at once, put right by the answer. */

import { asked, chosen, holds } from "./core";
import type { Bars, Choose, Item, Option, Part, Sheet } from "./contract";

/** Gives the parts as they will be when a sheet that was `before` is `after`. */
export function forecast(parts: Part[], before: Sheet, after: Sheet): Part[] {
  const chooses = asked(parts);
  return parts.map((part) => {
    if (part.part === "number") return { ...part, value: part.value + steps(chooses, before, after) };
    if (part.part === "items") return { ...part, items: part.items.map((item) => lead(item, before, after)) };
    const choose = part.part === "bars" && chooses.find((each) => each.slot === part.slot);
    return choose ? grow(part, choose, before, after) : part;
  });
}

/** How much one option's count changes. A ranking counts what it puts first. */
function change(choose: Choose, option: Option, before: Sheet, after: Sheet): number {
  const counts = (sheet: Sheet) =>
    +(choose.form === "ranking" ? chosen(choose, sheet)[0] === option.value : holds(choose, option, sheet));
  return counts(after) - counts(before);
}

function steps(chooses: Choose[], before: Sheet, after: Sheet): number {
  let sum = 0;
  for (const choose of chooses) {
    for (const option of choose.options) {
      sum += change(choose, option, before, after) * (choose.look === "arrows" ? +option.value : 1);
    }
  }
  return sum;
}

/** Notes what a vote on its way will add to an item's count. */
function lead(item: Item, before: Sheet, after: Sheet): Item {
  return item.choose ? { ...item, ahead: steps([item.choose], before, after) } : item;
}

function grow(part: Bars, choose: Choose, before: Sheet, after: Sheet): Bars {
  const bars = part.bars.map((bar) => {
    const option = choose.options.find((each) => each.id === bar.id);
    return { ...bar, count: bar.count + (option ? change(choose, option, before, after) : 0) };
  });
  const total = part.overlapping
    ? part.total + +(part.slot in after) - +(part.slot in before)
    : bars.reduce((sum, bar) => sum + bar.count, 0);
  for (const bar of bars) bar.percent = total > 0 ? Math.round((100 * bar.count) / total) : 0;
  return { ...part, bars, total };
}
