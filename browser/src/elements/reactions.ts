/** `<vox-reactions>`: how readers feel about the page; with `view="badge"` only the badge it has earned. */

import { barsIn, holds } from "../choice";
import type { Bar, Option } from "../contract";
import css from "../styles/reactions.css";
import { h, type Kid } from "../view";
import { type Brush, offer, VoxElement } from "./element";
import { move } from "./group";

export class VoxReactions extends VoxElement {
  static override css = css;
  static override format = "reactions";

  override line({ page, words }: Brush): Kid[] {
    return page.badges.map(({ icon, label }) =>
      h("span", { part: "badge" }, h("span", { "aria-hidden": "true" }, icon), ` ${words.label(label)}`),
    );
  }

  override body(brush: Brush): Kid[] {
    const { widget, words } = brush;
    const buttons = given(brush).map((each) => this.#button(brush, each));
    return [
      h("p", { part: "title", id: "title" }, widget.title || words.say("reactions")),
      h("div", { part: "reactions", role: "group", "aria-labelledby": "title", onkeydown: move }, buttons),
    ];
  }

  override spoken(brush: Brush): string {
    const { words } = brush;
    const held = given(brush).filter((each) => holds(offer(brush), each, brush.mine));
    const said = held.map(
      ({ label, count, percent }) => `${words.label(label)}: ${words.number(count)}, ${words.percent(percent)}`,
    );
    return said.join(". ") || words.say("taken_back");
  }

  #button(brush: Brush, given: Given): Kid {
    const { words } = brush;
    const span = (name: string, text: string) => h("span", { part: name }, text);
    return this.button(
      brush,
      given,
      null,
      h("span", { part: "icon", "aria-hidden": "true" }, given.icon),
      span("label", words.label(given.label)),
      span("count", words.number(given.count)),
      h("span", { part: "bar", "--percent": `${given.percent}%` }),
      span("percent", words.percent(given.percent)),
    );
  }
}

/** A reaction with how many readers gave it. */
type Given = Option & Bar;

/** What is offered, and what was given while it was: everybody sees the counts of a page's own reactions. */
function given(brush: Brush): Given[] {
  const { options } = offer(brush);
  return barsIn(brush.widget.parts).map((bar) => ({
    ...bar,
    value: bar.id,
    closed: !options.some(({ id }) => id === bar.id),
  }));
}
