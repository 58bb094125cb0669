/** Draws a quiz: each question is answered by itself, and what there is to say of an answer stands beneath it. */

import type { Bars, Choose, Option, Part, Questions, Value, Verdict } from "../contract";
import { h, holds, type Kid, type Language, speak, tagOf, type VoxElement } from "../core";
import css from "../styles/quiz.css";
import en from "../texts/quiz/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

type Text = Language<keyof typeof en>;

/** A quiz as it stands for its reader. */
interface Round {
  scene: Scene;
  questions: Choose[];
  /** Whether one question is shown after the other. */
  single: boolean;
  verdicts: Map<string, Verdict>;
  bars: Map<string, Bars>;
  /** What it all comes to, once the last question is answered. */
  ending: Part | undefined;
}

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text: Text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/quiz/de.json"),
    fr: () => import("../texts/quiz/fr.json"),
    es: () => import("../texts/quiz/es.json"),
    ar: () => import("../texts/quiz/ar.json"),
  });
  const quiz = new Quiz(element, text);
  return { quiz: (part, scene) => quiz.draw(gather(part, scene)), spoken: (scene) => quiz.spoken(scene) };
}

const END = "";

class Quiz {
  /** Which question is shown, or the end, where one is shown after the other; until the reader acts, the first open one. */
  #at: string | undefined;
  /** The slot in which the reader has just answered, and waits. */
  #awaited: string | undefined;

  constructor(
    readonly element: VoxElement,
    readonly text: Text,
  ) {}

  draw(round: Round): Kid {
    const { questions, single, ending, scene } = round;
    const place = this.#place(round);
    this.#follow(round, place);
    const note = h("p", { part: "note", key: "note" }, this.#note(round));
    const all = questions.map((choose) => this.#question(choose, round));
    if (!single) return [note, this.#progress(round), all, ending && scene.show(ending)];
    if (place < questions.length) return [note, this.#progress(round, place), all[place], this.#onward(round, place)];
    const review = h("details", { part: "review", key: "review" }, h("summary", {}, this.text.say("review")), all);
    return [ending && scene.show(ending), note, review];
  }

  /** What is said aloud once an answer is counted: no verdict where focus goes to it, which says it. */
  spoken({ widget: { parts } }: Scene): string {
    const verdict = parts.find((part) => part.part === "verdict" && part.slot === this.#awaited) as Verdict | undefined;
    if (!verdict) return "";
    const ended = parts.some(({ part }) => part === "score");
    const below = ended && parts.some((part) => part.part === "questions" && part.pace !== "one");
    return [!this.#here() && this.#sentence(verdict), below && this.text.say("done")].filter(Boolean).join(" ");
  }

  /** The place of the question that is shown, or behind the last one for the end. */
  #place({ questions, verdicts, ending, scene }: Round): number {
    // An answer that was kept since another visit has yet to hear its verdict.
    this.#at ??= questions.find(({ slot, once }) => once && slot in scene.mine && !verdicts.has(slot))?.slot;
    if (this.#at === END && ending) return questions.length;
    const chosen = questions.findIndex(({ slot }) => slot === this.#at);
    if (chosen >= 0) return chosen;
    const open = questions.findIndex(({ slot }) => !(slot in scene.mine));
    if (open >= 0) return open;
    const last = questions.findIndex(({ slot }) => slot === this.#awaited);
    return ending ? questions.length : last < 0 ? questions.length - 1 : last;
  }

  /** Takes whoever uses the keyboard to what has become of the answer. */
  #follow({ questions, single, verdicts, ending, scene }: Round, place: number): void {
    const slot = this.#awaited;
    if (slot === undefined || scene.trouble) return;
    const shown = questions[place];
    if (verdicts.has(slot)) this.#focus(`verdict-${slot}`);
    else if (ending) this.#focus("ending");
    else if (single && !shown?.once && shown?.slot !== slot) this.#focus(`label-${shown!.slot}`);
  }

  #focus(id: string): void {
    this.#awaited = undefined;
    queueMicrotask(() => {
      if (this.#here()) this.element.shadowRoot?.getElementById(id)?.focus();
    });
  }

  /** Whether the reader is here, and not busy elsewhere on the page. */
  #here(): boolean {
    return document.activeElement === document.body || this.element.matches(":focus-within");
  }

  #note({ scene: { widget } }: Round): Kid {
    const { status, reveal, tally } = widget;
    if (status !== "published") return this.text.say(status === "scheduled" ? "not_open" : "closed");
    return tally === null && reveal === "after_close" && this.text.say("hidden");
  }

  #progress({ questions, scene }: Round, place?: number): Kid {
    const { length: of } = questions;
    const answered = questions.filter(({ slot }) => slot in scene.mine).length;
    const said = place === undefined ? this.text.say("answered", { n: answered, of }) : this.text.say("place", { n: place + 1, of });
    return (
      of > 1 && [
        h("p", { part: "progress", key: "progress" }, said),
        h("div", { part: "track", key: "track", "--percent": `${(100 * answered) / of}%` }),
      ]
    );
  }

  #question(choose: Choose, round: Round): Kid {
    const { slot, label, picture } = choose;
    const { scene, verdicts, bars } = round;
    const verdict = verdicts.get(slot);
    return h(
      "div",
      { part: "question", key: `question ${slot}`, role: "group", "aria-labelledby": `label-${slot}` },
      picture && scene.still(picture),
      h("p", { part: "label", id: `label-${slot}`, tabindex: "-1" }, label),
      verdict ? this.#answers(choose, verdict, bars.get(slot), scene) : this.#offer(choose, round),
      verdict && this.#verdict(verdict),
    );
  }

  #offer(choose: Choose, { scene, ending }: Round): Kid {
    const { mine, widget } = scene;
    const closed = widget.status !== "published";
    const locked = choose.once ? choose.slot in mine : !!ending;
    if (choose.form === "text") return this.#line(choose, scene, closed || locked);
    const draw = (option: Option) =>
      h(
        "button",
        {
          key: option.id,
          part: "option",
          type: "button",
          "aria-pressed": `${holds(choose, option, mine)}`,
          "aria-disabled": locked && "true",
          disabled: closed,
          onclick: () => locked || this.#answer(choose, () => scene.click(choose, option.value)),
        },
        scene.picture(option),
        h("span", { part: "name" }, option.label),
      );
    return h("div", { part: "options" }, choose.options.map(draw));
  }

  /** A line to write on. It is no form: where a frame is sandboxed, forms are not sent at all. */
  #line(choose: Choose, scene: Scene, locked: boolean): Kid {
    const { slot, field = "", skip } = choose;
    const say = (ballot: Record<string, Value>) =>
      this.#answer(choose, () => void scene.page.cast(scene.widget.id, slot, () => ballot));
    const id = `line-${slot}`;
    const send = () => {
      const line = this.element.shadowRoot?.getElementById(id) as HTMLInputElement;
      const written = line.value.trim();
      if (locked) return;
      if (written) return say({ [field]: written });
      this.element.note = this.text.say("write");
      this.element.redraw();
      line.focus();
    };
    const enter = (event: Event) => {
      const { key, isComposing } = event as KeyboardEvent;
      if (key === "Enter" && !isComposing) send();
    };
    return [
      h("input", {
        part: "line",
        id,
        type: "text",
        maxlength: `${choose.most}`,
        autocomplete: "off",
        autocapitalize: "off",
        spellcheck: "false",
        enterkeyhint: "send",
        dir: "auto",
        "aria-labelledby": `label-${slot}`,
        readonly: locked,
        onkeydown: enter,
      }),
      h(
        "p",
        { part: "actions" },
        button("main button answer", this.text.say("answer"), send, locked),
        // Giving up is a ballot like any other: JSON knows more than strings and numbers.
        skip && button("button give-up", this.text.say("give_up"), () => say({ [skip]: true as unknown as Value }), locked),
      ),
    ];
  }

  #answer({ slot, once }: Choose, cast: () => void): void {
    this.element.note = "";
    this.#awaited = slot;
    this.#at = once ? slot : undefined;
    cast();
  }

  /** What was offered, with the right answer, the reader's own, and how others answered. */
  #answers(choose: Choose, verdict: Verdict, bars: Bars | undefined, { text }: Scene): Kid {
    const { option, chosen = "" } = verdict;
    const written = choose.form === "text";
    const row = (id: string, label: string, bar = bars?.bars.find((each) => each.id === id)) => {
      const own = id === (written ? (!chosen ? "gave_up" : verdict.right ? "right" : "wrong") : chosen);
      const right = own ? verdict.right : id === option;
      const tag = own ? this.text.say("yours") : right && this.text.say("correct");
      const part = ["bar", right ? "right" : own && "wrong", own && "own"].filter(Boolean).join(" ");
      return h(
        "li",
        { key: id, part, "--percent": `${bar?.percent ?? 0}%` },
        h("span", { part: "name" }, label),
        h("span", { part: "percent" }, bar && text.percent(bar.percent)),
        h(
          "span",
          { part: "votes" },
          tag && h("span", { part: "yours" }, `${right ? "✓" : "✗"} ${tag} `),
          bar && this.text.say("readers", { n: bar.count }),
        ),
      );
    };
    const kinds = ["right", "wrong", "gave_up"] as const;
    const rows = written
      ? bars && kinds.map((kind) => row(kind, this.text.say(`share_${kind}`)))
      : choose.options.map((each) => row(each.id, each.label ?? ""));
    return [
      written && chosen && h("p", { part: "written" }, this.text.say("wrote", { text: chosen })),
      rows && h("ul", { part: "bars" }, rows),
    ];
  }

  #verdict(verdict: Verdict): Kid {
    const { slot, right, explanation, evidence } = verdict;
    return h(
      "div",
      {
        part: right ? "verdict right" : "verdict wrong",
        id: `verdict-${slot}`,
        tabindex: "-1",
        role: "group",
        "aria-labelledby": `said-${slot}`,
        "aria-describedby": explanation && `why-${slot}`,
      },
      h("p", { part: "said", id: `said-${slot}` }, this.#sentence(verdict)),
      explanation && h("p", { part: "explanation", id: `why-${slot}` }, explanation),
      evidence && h("q", { part: "evidence" }, evidence),
    );
  }

  #sentence({ right, answer }: Verdict): string {
    return right ? this.text.say("right") : `${this.text.say("wrong")} ${this.text.say("solution", { answer })}`;
  }

  /** How to get from one question to another. */
  #onward({ questions, verdicts, ending, scene }: Round, place: number): Kid {
    const { slot, once } = questions[place]!;
    const go = (to: string, id: string) => () => {
      this.#at = to;
      this.element.redraw();
      this.#focus(id);
    };
    const next = [...questions.slice(place + 1), ...questions].find((each) => !(each.slot in scene.mine));
    const before = !once && !ending && questions[place - 1];
    const answered = once ? verdicts.has(slot) : this.#at === slot;
    return h(
      "p",
      { part: "actions", key: "onward" },
      answered && next && next.slot !== slot && button("main button next", this.text.say("next"), go(next.slot, `label-${next.slot}`)),
      answered && ending && button("main button result", this.text.say("result"), go(END, "ending")),
      before && button("button back", this.text.say("back"), go(before.slot, `label-${before.slot}`)),
    );
  }
}

function gather({ questions, pace }: Questions, scene: Scene): Round {
  const round: Round = { scene, questions, single: pace === "one", verdicts: new Map(), bars: new Map(), ending: undefined };
  for (const part of scene.widget.parts) {
    if (part.part === "verdict") round.verdicts.set(part.slot, part);
    else if (part.part === "bars") round.bars.set(part.slot, part);
    else if (part.part === "score" || part.part === "outcome") round.ending = part;
  }
  return round;
}

const button = (part: string, text: string, onclick: () => void, locked = false): Kid =>
  h("button", { part, type: "button", "aria-disabled": locked && "true", onclick: () => locked || onclick() }, text);
