/** Draws what a quiz comes to: a score or an outcome, how it compares, and a way to pass it on. */

import type { Outcome, Score } from "../contract";
import { h, type Kid, type Language, speak, tagOf, type VoxElement } from "../core";
import css from "../styles/ending.css";
import en from "../texts/ending/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

type Text = Language<keyof typeof en>;

/** How long (milliseconds) it says that the link was copied. */
const CONFIRMED = 4000;

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text: Text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/ending/de.json"),
    fr: () => import("../texts/ending/fr.json"),
    es: () => import("../texts/ending/es.json"),
    ar: () => import("../texts/ending/ar.json"),
  });
  const sharing = new Sharing(element);
  return {
    score: (part, scene) => drawScore(part, scene, text, sharing),
    outcome: (part, scene) => drawOutcome(part, scene, text, sharing),
  };
}

function drawScore(part: Score, scene: Scene, text: Text, sharing: Sharing): Kid {
  const { score, of, percentile } = part;
  const title = part.title || text.say(praise(part));
  // Nobody needs to hear of having beaten nobody.
  const compared = !!percentile && text.say("better", { percent: text.percent(percentile) });
  const passed = text.say("got_score", { n: score, of, title: scene.widget.title || document.title });
  return frame(part, title, scene, [h("p", { part: "score", id: "score" }, text.say("score", { n: score, of }))], [
    compared && h("p", { part: "compared" }, compared),
    sharing.draw(part.ending, passed, text, scene),
  ]);
}

function drawOutcome(part: Outcome, scene: Scene, text: Text, sharing: Sharing): Kid {
  const { percent, tied } = part;
  const passed = text.say("got_outcome", { outcome: part.title, title: scene.widget.title || document.title });
  return frame(part, part.title, scene, [], [
    percent !== undefined && h("p", { part: "compared" }, text.say("shared_by", { percent: text.percent(percent) })),
    tied && h("p", { part: "hint" }, text.say("level", { labels: tied.join(", ") })),
    sharing.draw(part.ending, passed, text, scene),
  ]);
}

function frame({ text, picture }: Score | Outcome, title: string, scene: Scene, above: Kid[], below: Kid[]): Kid {
  return h(
    "div",
    { part: "ending", id: "ending", key: "ending", tabindex: "-1", role: "group", "aria-labelledby": "score ending-title" },
    above,
    h("p", { part: "ending-title", id: "ending-title" }, title),
    picture && scene.still(picture),
    text && h("p", { part: "ending-text" }, text),
    below,
  );
}

/** Which word there is for a score of which the publisher says nothing. */
function praise({ score, of }: Score): "all" | "most" | "some" | "few" {
  if (score === of) return "all";
  return 2 * score >= of ? "most" : 3 * score >= of ? "some" : "few";
}

class Sharing {
  #copied = false;

  constructor(readonly element: VoxElement) {}

  draw(ending: string | undefined, passed: string, text: Text, { page, widget, words }: Scene): Kid {
    const url = `${page.place.api}/p/${widget.id}${ending ? `?ending=${ending}` : ""}`;
    const copy = () => void this.#copy(`${passed} ${url}`, words.say("copy_failed", { url }));
    const share = "share" in navigator && (() => void navigator.share({ text: passed, url }).catch(() => {}));
    const copied = words.say(this.#copied ? "copied" : "copy");
    return h(
      "p",
      { part: "actions" },
      share && h("button", { part: "main button share", type: "button", onclick: share }, text.say("share")),
      h("button", { part: share ? "button copy" : "main button copy", type: "button", onclick: copy }, copied),
    );
  }

  /** Puts a text into the clipboard and says so for a while; where that is not allowed, shows the link. */
  async #copy(passed: string, failed: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(passed);
      this.#tell(true);
      setTimeout(() => this.#tell(false), CONFIRMED);
    } catch {
      this.element.note = failed;
      this.element.redraw();
    }
  }

  #tell(copied: boolean): void {
    this.#copied = copied;
    this.element.redraw();
  }
}
