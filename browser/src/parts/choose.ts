/** Draws a choice: native radios and checkboxes, or buttons that cast at once. */

import type { Choose, Media, Option, Questions, Value } from "../contract";
import { h, holds, type Kid, several } from "../core";
import type { Scene } from "./scene";

export function drawChoose(choose: Choose, scene: Scene): Kid {
  // Sharing is more than casting; the page's own element does it.
  if (choose.look === "channels") return null;
  if (choose.instant) return drawInstant(choose, scene);
  if (!scene.asking) return null;
  return drawOptions(choose, scene);
}

/** One question after the other, or all at once. */
export function drawQuestions({ questions, pace }: Questions, scene: Scene): Kid {
  const open = questions.filter((choose) => !(choose.slot in scene.mine));
  return (pace === "one" ? open.slice(0, 1) : questions).map(scene.show);
}

export function drawPicture({ image, alt, icon }: Option, scene: Scene): Kid {
  if (image) return h("img", { part: "picture image", src: scene.address(image), alt: alt ?? "", loading: "lazy" });
  return icon ? h("span", { "aria-hidden": "true" }, icon) : null;
}

export function drawStill({ sources = [], src = "", alt = "", width, height }: Media, { address }: Scene): Kid {
  const srcset = sources.map((each) => `${address(each.src)} ${each.width}w`).join(", ");
  const sizes = "auto, (max-width: 45rem) 100vw, 45rem";
  return h("img", { part: "still", src: address(src), srcset: srcset || null, sizes, alt, width, height, loading: "lazy" });
}

function drawOptions(choose: Choose, scene: Scene): Kid {
  const { text } = scene;
  const many = several(choose);
  const values = scene.draft(choose);
  const most = choose.most ?? 1;
  const tick = (value: Value, on: boolean) => {
    const others = many ? values.filter((each) => each !== value) : [];
    scene.choose(choose, on ? [...others, value] : others);
  };
  const least = choose.least ?? 1;
  const hint = least > 1 ? text.say("between", { least, most }) : text.say("up_to", { n: most });
  return h(
    "fieldset",
    { key: choose.slot, part: "question" },
    h("legend", { part: "label" }, choose.label ?? ""),
    many && h("p", { part: "hint" }, hint),
    choose.options.map((option) => {
      const on = values.includes(option.value);
      return h(
        "label",
        { key: option.id, part: "option" },
        h("input", {
          type: many ? "checkbox" : "radio",
          name: `slot ${choose.slot}`,
          checked: on,
          disabled: many && !on && values.length >= most,
          onchange: (event) => tick(option.value, (event.target as HTMLInputElement).checked),
        }),
        scene.picture(option),
        h("span", {}, option.label ?? ""),
      );
    }),
  );
}

function drawInstant(choose: Choose, scene: Scene): Kid {
  const { widget, mine, words, click } = scene;
  return h(
    "div",
    { part: "instant actions", role: "group", "aria-label": choose.label, key: choose.slot },
    choose.options.map((option) =>
      h(
        "button",
        {
          key: option.id,
          part: `button ${option.id}-button`,
          type: "button",
          "aria-pressed": `${holds(choose, option, mine)}`,
          disabled: widget.status !== "published",
          onclick: () => click(choose, option.value),
        },
        scene.picture(option),
        ` ${words.label(option.label)}`,
      ),
    ),
  );
}
