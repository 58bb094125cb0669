/** Draws a scale. */

import type { Choose } from "../contract";
import { h, type Kid, type Language, speak, tagOf, type VoxElement } from "../core";
import css from "../styles/rating.css";
import en from "../texts/rating/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/rating/de.json"),
    fr: () => import("../texts/rating/fr.json"),
    es: () => import("../texts/rating/es.json"),
    ar: () => import("../texts/rating/ar.json"),
  });
  return { rating: (choose, scene) => scene.asking && drawRating(choose, scene, text) };
}

function drawRating(choose: Choose, scene: Scene, text: Language<keyof typeof en>): Kid {
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
