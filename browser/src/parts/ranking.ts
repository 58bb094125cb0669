/** Draws options to put in order: a click adds, buttons or dragging move. */

import type { Choose, Option, Value } from "../contract";
import { h, type Kid, type Language, speak, tagOf, type VoxElement } from "../core";
import css from "../styles/ranking.css";
import en from "../texts/ranking/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

type Text = Language<keyof typeof en>;

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text: Text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/ranking/de.json"),
    fr: () => import("../texts/ranking/fr.json"),
    es: () => import("../texts/ranking/es.json"),
    ar: () => import("../texts/ranking/ar.json"),
  });
  return {
    ranking: (choose, scene) => scene.asking && drawRanking(choose, scene, text),
    demand: ({ least = 1 }) => text.say("rank_least", { n: least }),
  };
}

function drawRanking(choose: Choose, scene: Scene, text: Text): Kid {
  const values = scene.draft(choose);
  const ranked = values.flatMap((value) => choose.options.filter((option) => option.value === value));
  const rest = choose.options.filter((option) => !values.includes(option.value));
  const full = values.length >= (choose.most ?? choose.options.length);
  return h(
    "fieldset",
    { key: choose.slot, part: "question" },
    h("legend", { part: "label" }, choose.label ?? ""),
    h("p", { part: "hint" }, text.say("rank")),
    h(
      "ol",
      { part: "ranked", "aria-label": scene.text.say("ranked") },
      ranked.map((option, place) => drawRanked(choose, scene, text, option, place)),
    ),
    h(
      "ul",
      { part: "unranked", "aria-label": text.say("unranked") },
      rest.map((option) =>
        h(
          "li",
          { key: option.id },
          h(
            "button",
            {
              part: "option",
              type: "button",
              "aria-label": text.say("add", { label: option.label ?? "" }),
              disabled: full,
              onclick: () => scene.choose(choose, [...values, option.value]),
            },
            scene.picture(option),
            option.label ?? "",
          ),
        ),
      ),
    ),
  );
}

function drawRanked(choose: Choose, scene: Scene, text: Text, option: Option, place: number): Kid {
  const values = scene.draft(choose);
  const label = option.label ?? "";
  const button = (key: "higher" | "lower" | "remove", sign: string, to: number | undefined) =>
    h(
      "button",
      {
        key,
        part: "step",
        type: "button",
        "aria-label": text.say(key, { label }),
        disabled: to !== undefined && (to < 0 || to >= values.length),
        onclick: ({ currentTarget }) => {
          scene.choose(choose, moved(values, option.value, to));
          (currentTarget as HTMLElement).focus();
        },
      },
      sign,
    );
  return h(
    "li",
    {
      key: option.id,
      part: "option",
      draggable: "true",
      ondragstart: (event) => (event as DragEvent).dataTransfer?.setData("text/plain", option.id),
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => {
        event.preventDefault();
        const id = (event as DragEvent).dataTransfer?.getData("text/plain");
        const dragged = choose.options.find((each) => each.id === id);
        if (dragged && values.includes(dragged.value)) scene.choose(choose, moved(values, dragged.value, place));
      },
    },
    h("span", { part: "place", "aria-hidden": "true" }, text.number(place + 1)),
    scene.picture(option),
    h("span", { part: "name" }, label),
    button("higher", "↑", place - 1),
    button("lower", "↓", place + 1),
    button("remove", "×", undefined),
  );
}

/** The order after one value went to a place, or out. */
function moved(values: Value[], value: Value, to?: number): Value[] {
  const order = values.filter((each) => each !== value);
  if (to !== undefined) order.splice(to, 0, value);
  return order;
}
