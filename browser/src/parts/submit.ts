/** Draws the form with which readers send something in. What was typed stays until it has arrived. */

import { call, h, type Kid, type Language, Problem, read, speak, tagOf, type VoxElement, write } from "../core";
import type { Field, Submit } from "../contract";
import css from "../styles/submit.css";
import en from "../texts/submit/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";
import { upload } from "./upload";

type Text = Language<keyof typeof en>;
type Typed = Record<string, string>;

const PICTURES = "image/jpeg,image/png,image/webp,image/gif,image/avif";

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text: Text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/submit/de.json"),
    fr: () => import("../texts/submit/fr.json"),
    es: () => import("../texts/submit/es.json"),
    ar: () => import("../texts/submit/ar.json"),
  });
  const sending = new Sending(element, text);
  return { submit: (part, scene) => sending.draw(part, scene) };
}

class Sending {
  #typed: Typed | undefined;
  #file: File | undefined;
  #state: "writing" | "sending" | "sent" = "writing";
  #open = false;
  #trouble = "";

  constructor(
    readonly element: VoxElement,
    readonly text: Text,
  ) {}

  draw(part: Submit, scene: Scene): Kid {
    const { text } = this;
    if (part.closed) return h("p", { part: "hint", key: "submit" }, text.say("closed"));
    if (scene.widget.status !== "published") return null;
    const said = this.#trouble || (this.#state === "sent" ? text.say("sent") : "");
    return h(
      "details",
      { part: "send", key: "submit", open: this.#open, ontoggle: (event) => this.#toggle(event) },
      h("summary", {}, text.say("send_in")),
      this.#state === "sent"
        ? this.#another()
        : h(
            "form",
            { key: "form", onsubmit: (event) => void this.#send(event, part, scene) },
            part.fields.map((field) => this.#field(field, scene)),
            h("p", { part: "hint" }, text.say("hint")),
            h(
              "p",
              { part: "actions" },
              h("button", { part: "main button", disabled: this.#state === "sending" }, text.say(this.#state === "sending" ? "sending" : "send")),
            ),
          ),
      h("p", { part: this.#trouble ? "trouble" : "said", role: "status", key: "said", tabindex: "-1" }, said),
    );
  }

  #another(): Kid {
    const onclick = () => this.#begin();
    return h("p", { part: "actions", key: "another" }, h("button", { part: "button", type: "button", onclick }, this.text.say("another")));
  }

  #field(field: Field, scene: Scene): Kid {
    const { text } = this;
    const { name, kind, most, required } = field;
    const label = h("span", {}, text.say(name), !required && h("span", { part: "hint" }, ` ${text.say("optional")}`));
    if (kind === "picture") {
      return [
        h(
          "label",
          { key: name },
          label,
          h("input", { type: "file", accept: PICTURES, onchange: (event) => this.#choose(event) }),
        ),
        this.#file && h("label", { key: "alt" }, text.say("alt"), this.#input("alt", "text", 500, true, scene)),
      ];
    }
    return h("label", { key: name }, label, this.#input(name, kind, most ?? 200, !!required, scene));
  }

  #input(name: string, kind: string, most: number, required: boolean, scene: Scene): Kid {
    const props = {
      name,
      maxlength: most,
      required,
      dir: "auto",
      value: this.#words(scene)[name] ?? "",
      oninput: (event: Event) => this.#type(name, (event.target as HTMLInputElement).value, scene),
    };
    return kind === "text" && name === "text" ? h("textarea", { rows: 3, ...props }) : h("input", { type: kind === "link" ? "url" : "text", ...props });
  }

  #toggle(event: Event): void {
    this.#open = (event.target as HTMLDetailsElement).open;
  }

  /** What was typed, also before the page was loaded anew. */
  #words(scene: Scene): Typed {
    try {
      this.#typed ??= JSON.parse(read(keyOf(scene)) ?? "{}") as Typed;
    } catch {
      this.#typed = {};
    }
    return this.#typed;
  }

  #type(name: string, value: string, scene: Scene): void {
    this.#words(scene)[name] = value;
    write(keyOf(scene), JSON.stringify(this.#typed));
  }

  #choose(event: Event): void {
    this.#file = (event.target as HTMLInputElement).files?.[0];
    this.element.redraw();
  }

  #begin(): void {
    this.#state = "writing";
    this.element.redraw();
    this.element.shadowRoot?.querySelector<HTMLElement>("form input")?.focus();
  }

  async #send(event: Event, { fields }: Submit, scene: Scene): Promise<void> {
    event.preventDefault();
    if (this.#state === "sending") return;
    this.#state = "sending";
    this.#trouble = "";
    this.element.redraw();
    const typed = { ...this.#words(scene) };
    const said = fields.filter(({ name }) => typed[name]?.trim()).map(({ name }) => [name, typed[name]!.trim()]);
    try {
      await deliver(scene, Object.fromEntries(said) as Typed, this.#file, typed.alt ?? "");
      this.#state = "sent";
      this.#typed = {};
      this.#file = undefined;
      write(keyOf(scene), undefined);
    } catch (problem) {
      this.#state = "writing";
      this.#trouble = this.#say(problem as Problem, scene);
    }
    this.element.redraw();
    this.element.shadowRoot?.querySelector<HTMLElement>(".send > p[role]")?.focus();
  }

  #say(problem: Problem, { words }: Scene): string {
    if (problem.status === 429) return this.text.say("too_many");
    // What the service says in a sentence is English.
    return (words.tag.startsWith("en") && !problem.passing && problem.detail) || this.text.say("failed");
  }
}

const keyOf = ({ page, widget }: Scene): string => `${page.place.outbox}:${widget.id}`;

async function deliver({ page: { place }, widget }: Scene, said: Typed, file: File | undefined, alt: string): Promise<void> {
  const { asReader } = await import("../delivery").catch(() => {
    throw new Problem(0);
  });
  await asReader(place, async (token) => {
    const picture = file && { media: await upload(place, token, file), alt: alt.trim() };
    const path = `/v1/widgets/${encodeURIComponent(widget.id)}/submissions`;
    return call(place, path, token, "POST", picture ? { ...said, picture } : said);
  });
}
