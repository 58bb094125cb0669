/** Draws the desk at which readers write on a picture, and send it in; what is sent is painted by the service. */

import { call, h, type Kid, type Language, Problem, speak, tagOf, type VoxElement } from "../core";
import type { Caption, Compose, Template } from "../contract";
import css from "../styles/compose.css";
import en from "../texts/compose/en.json";
import { begun, type Look, PLAIN, RANGES, sizeOf, within } from "./captions";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";
import { upload } from "./upload";

type Text = Language<keyof typeof en>;

const PICTURES = "image/jpeg,image/png,image/webp,image/avif";
const MOST = 8;
export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text: Text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/compose/de.json"),
    fr: () => import("../texts/compose/fr.json"),
    es: () => import("../texts/compose/es.json"),
    ar: () => import("../texts/compose/ar.json"),
  });
  const desk = new Desk(element, text);
  return { compose: (part, scene) => desk.draw(part, scene) };
}

class Desk {
  #on = 0;
  #captions: Required<Caption>[] | undefined;
  #file: File | undefined;
  #picture: ImageBitmap | undefined;
  #credit = "";
  #state: "writing" | "sending" | "sent" = "writing";
  #open = false;
  #trouble = "";

  constructor(
    readonly element: VoxElement,
    readonly text: Text,
  ) {}

  draw(part: Compose, scene: Scene): Kid {
    const { text } = this;
    if (part.closed) return h("p", { part: "hint", key: "compose" }, text.say("closed"));
    if (scene.widget.status !== "published") return null;
    const said = this.#trouble || (this.#state === "sent" ? text.say("sent") : "");
    const toggle = (event: Event) => (this.#open = (event.target as HTMLDetailsElement).open);
    return h(
      "details",
      { part: "desk", key: "compose", open: this.#open, ontoggle: (event) => void toggle(event) },
      h("summary", { part: "button" }, text.say("write")),
      this.#state === "sent" ? this.#again() : this.#form(part, scene),
      h("p", { part: this.#trouble ? "trouble" : "said", role: "status", key: "said", tabindex: "-1" }, said),
    );
  }

  #form(part: Compose, scene: Scene): Kid {
    const { text } = this;
    const captions = this.#words(part);
    const template = this.#file ? undefined : part.templates?.[this.#on];
    const ready = (template || this.#picture) && captions.some((each) => each.text.trim());
    const sending = this.#state === "sending";
    return h(
      "form",
      { key: "form", onsubmit: (event) => void this.#send(event, part, scene) },
      this.#choice(part, scene),
      (template || this.#picture) && this.#stage(template, captions, scene),
      captions.map((caption, at) => this.#editor(caption, at)),
      h(
        "p",
        { part: "actions", key: "more" },
        captions.length < MOST && button(text.say("add"), () => this.#change(() => captions.push({ ...PLAIN, y: 40 }))),
      ),
      h("label", { key: "credit" }, text.say("credit"), this.#credited()),
      h("p", { part: "hint", key: "hint" }, text.say("hint")),
      h(
        "p",
        { part: "actions", key: "send" },
        h("button", { part: "main button", disabled: sending || !ready }, text.say(sending ? "sending" : "send")),
      ),
    );
  }

  #credited(): Kid {
    const type = (event: Event) => (this.#credit = (event.target as HTMLInputElement).value);
    return h("input", { type: "text", maxlength: 200, dir: "auto", value: this.#credit, oninput: (event) => void type(event) });
  }

  #again(): Kid {
    return h("p", { part: "actions", key: "again" }, button(this.text.say("another"), () => this.#begin()));
  }

  /** The pictures that there are to write on. */
  #choice({ templates = [], uploads }: Compose, scene: Scene): Kid {
    const { text } = this;
    const choose = (at: number, { captions }: Template) =>
      this.#change(() => {
        this.#on = at;
        this.#file = this.#picture = undefined;
        if (!this.#captions?.some((each) => each.text.trim())) this.#captions = captions.map(begun);
      });
    return h(
      "fieldset",
      { part: "pictures", key: "pictures" },
      h("legend", {}, text.say("choose")),
      templates.map((each, at) =>
        h(
          "label",
          { key: each.id, part: "template" },
          h("input", {
            type: "radio",
            name: "template",
            checked: !this.#file && at === this.#on,
            onchange: () => choose(at, each),
          }),
          h("img", { src: scene.address(each.picture.sources?.[0]?.src ?? each.picture.src ?? ""), alt: "" }),
          h("span", {}, each.name),
        ),
      ),
      uploads &&
        h(
          "label",
          { key: "own", part: this.#file ? "template own on" : "template own" },
          h("input", { type: "file", accept: PICTURES, onchange: (event) => void this.#take(event) }),
          h("span", {}, this.#file?.name ?? text.say("own")),
        ),
    );
  }

  /** The picture with the words on it, nearly as it is going to be painted; they can be dragged. */
  #stage(template: Template | undefined, captions: Required<Caption>[], scene: Scene): Kid {
    const [width, height] = this.#picture ? [this.#picture.width, this.#picture.height] : sizeOf(template!);
    const { picture } = template ?? {};
    return h(
      "div",
      { part: "canvas", key: "stage", "--ratio": `${width} / ${height}` },
      picture
        ? h("img", { key: "picture", src: scene.address(picture.src ?? ""), alt: picture.alt ?? "", draggable: "false" })
        : h("canvas", { key: "own", width, height, role: "img", "aria-label": this.#file!.name }),
      captions.map((caption, at) =>
        h(
          "p",
          {
            key: at,
            part: "words",
            dir: "auto",
            "aria-hidden": "true",
            "--x": `${caption.x - caption.width / 2}%`,
            "--y": `${caption.y}%`,
            "--width": `${caption.width}%`,
            "--size": caption.size,
            "--colour": caption.colour,
            "--outline": caption.outline || "transparent",
            onpointerdown: (event) => this.#drag(event as PointerEvent, caption),
          },
          caption.text || this.text.say("words", { n: at + 1 }),
        ),
      ),
    );
  }

  #editor(caption: Required<Caption>, at: number): Kid {
    const { text } = this;
    const set = (name: keyof Caption) => (event: Event) => {
      const { value } = event.target as HTMLInputElement;
      this.#change(() => Object.assign(caption, { [name]: name in RANGES ? Number(value) : value }));
    };
    const slide = (name: Look) => {
      const [min, max, step] = RANGES[name];
      const props = { type: "range", min, max, step, value: caption[name], oninput: set(name) };
      return h("label", { key: name }, text.say(name), h("input", props));
    };
    const paint = (name: "colour" | "outline") =>
      h("label", { key: name }, text.say(name), h("input", { type: "color", value: caption[name] || PLAIN[name], oninput: set(name) }));
    return h(
      "div",
      { part: "writing", key: `caption ${at}`, role: "group", "aria-label": text.say("words", { n: at + 1 }) },
      h("input", {
        type: "text",
        maxlength: 200,
        dir: "auto",
        "aria-label": text.say("words", { n: at + 1 }),
        placeholder: text.say("words", { n: at + 1 }),
        value: caption.text,
        oninput: set("text"),
      }),
      h(
        "details",
        { part: "look" },
        h("summary", {}, text.say("look")),
        h("div", { part: "sliders" }, slide("x"), slide("y"), slide("width"), slide("size"), paint("colour"), paint("outline")),
        (this.#captions?.length ?? 0) > 1 &&
          button(text.say("remove"), () => this.#change(() => this.#captions!.splice(at, 1))),
      ),
    );
  }

  #words({ templates }: Compose): Required<Caption>[] {
    this.#captions ??= (templates?.[0]?.captions ?? [{ text: "" }, { text: "", y: 82 }]).map(begun);
    return this.#captions;
  }

  #change(change: () => void): void {
    change();
    this.#trouble = "";
    this.#redraw();
  }

  /** Moves words with the pointer, whose place within them stays. */
  #drag(event: PointerEvent, caption: Required<Caption>): void {
    const words = event.currentTarget as HTMLElement;
    const room = words.parentElement!.getBoundingClientRect();
    const start = { x: event.clientX, y: event.clientY, left: caption.x, top: caption.y };
    event.preventDefault();
    words.setPointerCapture(event.pointerId);
    words.onpointermove = (move) =>
      this.#change(() => {
        caption.x = within("x", start.left + ((move.clientX - start.x) / room.width) * 100);
        caption.y = within("y", start.top + ((move.clientY - start.y) / room.height) * 100);
      });
    words.onpointerup = words.onpointercancel = () => (words.onpointermove = null);
  }

  async #take(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    try {
      this.#picture = file && (await createImageBitmap(file));
      this.#file = file;
      this.#trouble = "";
    } catch {
      this.#file = this.#picture = undefined;
      this.#trouble = this.text.say("no_picture");
    }
    this.#redraw();
  }

  #begin(): void {
    this.#state = "writing";
    this.#redraw();
    this.element.shadowRoot?.querySelector<HTMLElement>(".desk input")?.focus();
  }

  async #send(event: Event, part: Compose, scene: Scene): Promise<void> {
    event.preventDefault();
    if (this.#state === "sending") return;
    this.#state = "sending";
    this.#trouble = "";
    this.#redraw();
    try {
      await this.#deliver(part, scene);
      this.#state = "sent";
      this.#captions = this.#file = this.#picture = undefined;
    } catch (problem) {
      this.#state = "writing";
      this.#trouble = this.#say(problem as Problem, scene);
    }
    this.#redraw();
    this.element.shadowRoot?.querySelector<HTMLElement>(".desk > p[role]")?.focus();
  }

  async #deliver(part: Compose, { page: { place }, widget }: Scene): Promise<void> {
    const captions = this.#words(part).filter((each) => each.text.trim());
    const { asReader } = await import("../delivery").catch(() => {
      throw new Problem(0);
    });
    await asReader(place, async (token) => {
      const template = part.templates?.[this.#on];
      const media = this.#file ? await upload(place, token, this.#file) : template!.media;
      const alt = (!this.#file && template?.picture.alt) || captions.map((each) => each.text).join(" ");
      const said = { picture: { media, alt: alt.slice(0, 500), captions }, credit: this.#credit.trim() };
      return call(place, `/v1/widgets/${encodeURIComponent(widget.id)}/submissions`, token, "POST", said);
    });
  }

  #say(problem: Problem, { words }: Scene): string {
    if (problem.status === 429) return this.text.say("too_many");
    // What the service says in a sentence is English.
    return (words.tag.startsWith("en") && !problem.passing && problem.detail) || this.text.say("failed");
  }

  #redraw(): void {
    this.element.redraw();
    // No address of a file is needed, which strict pages would not load.
    const canvas = this.#picture && this.element.shadowRoot?.querySelector("canvas");
    canvas?.getContext("2d")?.drawImage(this.#picture!, 0, 0);
  }
}

const button = (text: string, onclick: () => void): Kid => h("button", { part: "button", type: "button", onclick }, text);
