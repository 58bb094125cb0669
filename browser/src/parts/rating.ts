/** Draws a scale. */

import type { Choose } from "../contract";
import { h, type Kid, type VoxElement } from "../core";
import css from "../styles/rating.css";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  return { rating: (choose, scene) => scene.asking && drawRating(choose, scene) };
}

function drawRating(choose: Choose, scene: Scene): Kid {
  const { text } = scene;
  const rating = Number(scene.draft(choose)[0] ?? 0);
  const most = choose.options.length;
  return h(
    "fieldset",
    { key: choose.slot, part: "question" },
    h("legend", { part: "label" }, choose.label ?? ""),
    h(
      "div",
      { part: "scale" },
      choose.options.map((option, place) =>
        h(
          "label",
          { key: option.id, part: Number(option.value) <= rating ? "star on" : "star" },
          h("input", {
            type: "radio",
            name: `slot ${choose.slot}`,
            "aria-label": text.say("rated", { n: place + 1, most }),
            checked: option.value === rating,
            onchange: () => scene.choose(choose, [option.value]),
          }),
          h("span", { "aria-hidden": "true" }, text.number(place + 1)),
        ),
      ),
    ),
  );
}
