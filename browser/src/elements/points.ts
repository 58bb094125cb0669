/** `<vox-points>`: up, down and the number between them; with `view="count"` only the number, in words. */

import { numberIn } from "../choice";
import css from "../styles/points.css";
import { h, type Kid } from "../view";
import { type Brush, offer, VoxElement } from "./element";
import { move } from "./group";
import { icon } from "./icons";

export class VoxPoints extends VoxElement {
  static override css = css;
  static override format = "points";

  override body(brush: Brush): Kid[] {
    const { widget, words } = brush;
    const [up, down] = offer(brush).options.map((option) =>
      this.button(brush, option, words.say(option.id === "down" ? "down" : "up"), icon(option.id)),
    );
    return [
      h(
        "div",
        { part: "points", role: "group", "aria-label": this.spoken(brush), onkeydown: move },
        up,
        h("span", { part: "number count" }, words.number(numberIn(widget.parts) ?? 0)),
        down,
      ),
    ];
  }

  override spoken({ widget, words }: Brush): string {
    return words.say("points", { n: numberIn(widget.parts) ?? 0 });
  }
}
