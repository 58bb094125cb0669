/** Draws a widget from its parts, whatever they are, and keeps what the reader has chosen and not yet sent. */

import { asked, ballotOf, call, chosen, clicked, h, type Kid, type Language, speak, tagOf } from "../core";
import type { Choose, Count, Value, Widget } from "../contract";
import type { Brush, Page, Shown, VoxElement } from "../core";
import css from "../styles/widget.css";
import en from "../texts/widget/en.json";
import { drawBars, sayBars } from "./counted";
import { drawClock } from "./clock";
import { drawChoose, drawPicture, drawQuestions, drawStill } from "./choose";
import { Drawers, isQuiz, outermost, type Renderers } from "./drawers";
import type { Scene, WidgetKey } from "./scene";

const RENDERERS: Renderers = {
  text: (part) => h("p", { part: "text" }, part.text),
  choose: drawChoose,
  questions: drawQuestions,
  bars: drawBars,
  number: drawNumber,
  aside: ({ count }, { text }) => h("span", { key: "aside" }, text.say("aside", { n: count })),
  clock: drawClock,
};
const DAY = 86_400_000;
const COUNTED = new Set(["bars", "runoff"]);
const AT_FOOT = new Set(["aside", "clock"]);

export class Canvas {
  readonly #drafts = new Map<string, Value[]>();
  readonly #drawers: Drawers;
  #editing = false;
  #alarm: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly element: VoxElement,
    readonly text: Language<WidgetKey>,
  ) {
    this.#drawers = new Drawers(element, { ...RENDERERS });
  }

  /** Gives a canvas for an element, with the words of its language, and sees to it that its widget is known. */
  static async prepare(element: VoxElement, page: Page, id: string): Promise<Canvas> {
    element.adopt(css);
    void page.ready?.then(() => (page.states.size && !page.find(id) ? find(page, id) : undefined)).catch(() => {});
    const text = await speak<WidgetKey>(tagOf(element), en, {
      de: () => import("../texts/widget/de.json"),
      fr: () => import("../texts/widget/fr.json"),
      es: () => import("../texts/widget/es.json"),
      ar: () => import("../texts/widget/ar.json"),
    });
    return new Canvas(element, text);
  }

  /** Finds a widget that can be drawn whole. How to draw what is missing is fetched, and then it is. */
  find(page: Page, id: string): Shown | undefined {
    const shown = page.find(id);
    const begun = Object.keys(shown?.mine ?? {}).length > 0;
    return shown && this.#drawers.ready(shown.widget.parts, begun) ? shown : undefined;
  }

  draw(brush: Brush): Kid[] {
    const scene = this.#scene(brush);
    const { widget, asking, text } = scene;
    this.#wake(brush);
    const parts = outermost(widget.parts);
    const counted = parts.filter((part) => COUNTED.has(part.part)).map(scene.show);
    const others = parts.filter((part) => !COUNTED.has(part.part) && !AT_FOOT.has(part.part)).map(scene.show);
    const quiz = isQuiz(widget.parts);
    const foot = parts.filter((part) => AT_FOOT.has(part.part)).map(scene.show);
    return [
      widget.title && h("p", { part: "title", key: "title" }, widget.title),
      others,
      asking && this.#send(scene),
      asking && counted.length > 0
        ? h("details", { key: "counted", part: "details" }, h("summary", {}, text.say("results")), counted)
        : h("div", { part: "counted", key: "counted", tabindex: "-1" }, counted),
      !asking && !quiz && this.#after(scene),
      (takesBallots(scene) || foot.length > 0) &&
        h(
          "p",
          { part: "facts", key: "facts" },
          takesBallots(scene) && h("span", {}, text.say(quiz ? "joined" : "voted", { n: widget.turnout })),
          foot,
        ),
    ];
  }

  spoken(brush: Brush): string {
    const scene = this.#scene(brush);
    const { mine, chooses, text, words, widget } = scene;
    const { spoken } = this.#drawers.renderers;
    if (spoken) return spoken(scene);
    if (!chooses.some((choose) => choose.slot in mine)) return words.say("taken_back");
    const bars = widget.parts.map((part) => (part.part === "bars" ? sayBars(part, text) : ""));
    return [text.say("in"), ...bars].join(" ").trim();
  }

  #scene(brush: Brush): Scene {
    const { widget, mine, page } = brush;
    const chooses = asked(widget.parts);
    const answered = chooses.some((choose) => choose.slot in mine);
    const scene: Scene = {
      ...brush,
      text: this.text,
      show: (part) => this.#drawers.draw(part, scene),
      picture: (option) => drawPicture(option, scene),
      still: (picture) => drawStill(picture, scene),
      address: (src) => (src.startsWith("/") ? page.place.api + src : src),
      chooses,
      asking: widget.status === "published" && (!answered || this.#editing),
      draft: (choose) => this.#drafts.get(choose.slot) ?? chosen(choose, mine),
      choose: (choose, values) => {
        this.#drafts.set(choose.slot, values);
        this.#redraw();
      },
      click: (choose, value) => {
        const option = choose.options.find((each) => each.value === value)!;
        void page.cast(widget.id, option.slot ?? choose.slot, (said) => clicked(choose, option, said));
      },
    };
    return scene;
  }

  /** Asks anew when the widget opens or closes. */
  #wake({ widget, page }: Brush): void {
    clearTimeout(this.#alarm);
    const now = Date.now();
    const times = [widget.opens_at, widget.closes_at].map((time) => Date.parse(time ?? "") - now);
    const next = Math.min(...times.filter((time) => time > 0));
    const ask = () => void page.refresh().catch(() => {});
    if (next < DAY) this.#alarm = setTimeout(ask, next + 1000 * (1 + Math.random()));
  }

  /** The button that sends, and the one that thinks better of changing. */
  #send(scene: Scene): Kid {
    const sent = scene.chooses.filter((choose) => !choose.instant);
    return (
      sent.length > 0 &&
      h(
        "p",
        { part: "actions", key: "send" },
        button("main button vote", this.text.say("vote"), () => void this.#vote(scene, sent)),
        this.#editing && button("button keep", this.text.say("keep"), () => this.#edit(false)),
      )
    );
  }

  /** What there is to say and to do once the reader has voted, or nobody can. */
  #after(scene: Scene): Kid {
    const { widget, mine, sending, trouble, chooses, page } = scene;
    const { text } = this;
    if (!takesBallots(scene)) return null;
    const answered = chooses.filter((choose) => !choose.instant && choose.slot in mine);
    const open = widget.status === "published";
    const hidden = widget.tally === null && widget.reveal !== "always" && text.say(widget.reveal);
    const closed = !open && text.say(widget.status === "scheduled" ? "not_open" : "is_closed");
    const said = sending ? text.say("sending") : answered.length > 0 && !trouble && text.say("in");
    const takeBack = async () => {
      await Promise.all(answered.map(({ slot }) => page.cast(widget.id, slot, () => null)));
      this.#edit(false);
    };
    return [
      h("p", { part: "said", key: "said" }, [closed, said, hidden].filter(Boolean).join(" ")),
      open &&
        answered.length > 0 &&
        h(
          "p",
          { part: "actions", key: "after" },
          button("button change", text.say("change"), () => this.#edit(true)),
          button("button take-back", text.say("take_back"), () => void takeBack()),
        ),
    ];
  }

  async #vote({ widget, page, draft }: Scene, sent: Choose[]): Promise<void> {
    const ready = sent.filter((choose) => fits(choose, draft(choose)));
    const begun = sent.filter((choose) => ready.length === 0 || draft(choose).length > 0);
    const wrong = begun.find((choose) => !ready.includes(choose));
    const { renderers } = this.#drawers;
    this.element.note = wrong ? ((wrong.form === "ranking" && renderers.demand?.(wrong)) || demand(wrong, this.text)) : "";
    if (wrong) return this.#redraw();
    const ballots = ready.map((choose) => ({ slot: choose.slot, ballot: ballotOf(choose, draft(choose)) }));
    await Promise.all(ballots.map(({ slot, ballot }) => page.cast(widget.id, slot, () => ballot)));
    this.#edit(false);
  }

  #edit(editing: boolean): void {
    this.#editing = editing;
    this.#drafts.clear();
    this.element.note = "";
    this.#redraw();
    // The button that was pressed is gone; whoever uses the keyboard goes on from here.
    this.element.shadowRoot?.querySelector<HTMLElement>("input, button.option, .counted")?.focus();
  }

  #redraw(): void {
    this.element.redraw();
  }
}

const button = (part: string, text: string, onclick: () => void): Kid =>
  h("button", { part, type: "button", onclick }, text);

function drawNumber({ value, unit }: Count, { words }: Scene): Kid {
  const known = unit === "shares" || unit === "points";
  return h("p", { part: "number count" }, known ? words.say(unit, { n: value }) : words.number(value));
}

/** Whether there is anything to say: a picture is looked at, and no more. */
const takesBallots = ({ chooses, widget }: Scene): boolean => chooses.length > 0 || widget.turnout > 0;

/** Fetches a widget that is not of this page. */
async function find(page: Page, id: string): Promise<void> {
  const { place } = page;
  const own = page.askOwn(`?${new URLSearchParams({ site: place.site, widget: id })}`);
  page.add(await call<Widget>(place, `/v1/widgets/${encodeURIComponent(id)}`));
  (await own)();
}

const leastOf = (choose: Choose) => choose.least ?? 1;

const fits = (choose: Choose, values: Value[]): boolean =>
  values.length >= leastOf(choose) && values.length <= (choose.form === "one" ? 1 : (choose.most ?? 1));

function demand(choose: Choose, text: Language<WidgetKey>): string {
  const [least, most] = [leastOf(choose), choose.form === "one" ? 1 : (choose.most ?? 1)];
  return least > 1 ? text.say("between", { least, most }) : text.say("up_to", { n: most });
}
