/** `<vox-reactions>`: how readers feel about the page; with `view="badge"` only the badge it has earned. */

import { barOf, holds } from "../choice";
import type { Option } from "../contract";
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
    const buttons = offer(brush).options.map((option) => this.#button(brush, option));
    return [
      h("p", { part: "title", id: "title" }, widget.title || words.say("reactions")),
      h("div", { part: "reactions", role: "group", "aria-labelledby": "title", onkeydown: move }, buttons),
    ];
  }

  override spoken(brush: Brush): string {
    const choose = offer(brush);
    const held = choose.options.filter((option) => holds(choose, option, brush.mine));
    return held.map((option) => tell(brush, option)).join(". ") || brush.words.say("taken_back");
  }

  #button(brush: Brush, option: Option): Kid {
    const { widget, words } = brush;
    const bar = barOf(widget.parts, option);
    const span = (name: string, text?: string) => h("span", { part: name }, text);
    return this.button(
      brush,
      option,
      null,
      h("span", { part: "icon", "aria-hidden": "true" }, option.icon),
      span("label", words.label(option.label)),
      bar && [
        span("count", words.number(bar.count)),
        h("span", { part: "bar", "--percent": `${bar.percent}%` }),
        span("percent", words.percent(bar.percent)),
      ],
    );
  }
}

/** Says a reaction and how many readers share it. */
function tell({ widget, words }: Brush, option: Option): string {
  const bar = barOf(widget.parts, option);
  const label = words.label(option.label);
  return bar ? `${label}: ${words.number(bar.count)}, ${words.percent(bar.percent)}` : label;
}
