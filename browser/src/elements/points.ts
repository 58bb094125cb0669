/** `<vox-points>`: up, down and the number between them; with `view="count"` only the number, in words. */

import { holds, numberIn } from "../choice";
import css from "../styles/points.css";
import { h, type Kid } from "../view";
import { type Brush, offer, VoxElement } from "./element";
import { move } from "./group";
import { icon } from "./icons";

export class VoxPoints extends VoxElement {
  static override css = css;
  static override format = "points";

  override body(brush: Brush): Kid[] {
    const { widget, mine, words } = brush;
    const choose = offer(brush);
    const value = numberIn(widget.parts);
    const [up, down] = choose.options.map((option) =>
      h(
        "button",
        {
          part: `button ${option.id}`,
          type: "button",
          "aria-pressed": `${holds(choose, option, mine)}`,
          "aria-label": words.say(option.id === "down" ? "down" : "up"),
          disabled: widget.status !== "published",
          onclick: () => this.cast(brush, choose, option),
        },
        icon(option.id),
      ),
    );
    return [
      h(
        "div",
        { class: "points", role: "group", "aria-label": this.spoken(brush), onkeydown: move },
        up,
        h("span", { class: "number", part: "count" }, value === undefined ? "–" : words.number(value)),
        down,
      ),
    ];
  }

  override spoken({ widget, words }: Brush): string {
    return words.say("points", { n: numberIn(widget.parts) ?? 0 });
  }
}
