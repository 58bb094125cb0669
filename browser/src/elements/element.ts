/**
 * What all elements share. What stands inside one is shown until there is something to draw, and stays if
 * anything fails. Importing this file has no side effect.
 */

import { asked, clicked, full, holds, slotOf } from "../choice";
import type { Choose, Option } from "../contract";
import type { Page, Shown } from "../page";
import base from "../styles/base.css";
import { type Core, speakCore, tagOf } from "../texts";
import { draw, h, type Kid } from "../view";

/** What an element draws with. */
export interface Brush extends Shown {
  page: Page;
  words: Core;
}

export abstract class VoxElement extends HTMLElement {
  /** The page that all elements draw from; set once, before they are defined. */
  static page: Page;
  /** The format of the page's own widget that the element draws. */
  declare static format: string;
  /** What the element's own style sheet says. */
  static css = "";

  /** A sentence that the element itself wants shown beside the widget. */
  note = "";
  readonly #root = this.attachShadow({ mode: "open" });
  #words: Core | undefined;
  #spoken = "";

  constructor() {
    super();
    this.adopt(base);
    this.adopt((this.constructor as typeof VoxElement).css);
    draw(this.#root, [h("slot")]);
  }

  async connectedCallback(): Promise<void> {
    VoxElement.page.join(this);
    this.#words = await speakCore(tagOf(this));
    this.redraw();
  }

  disconnectedCallback(): void {
    VoxElement.page.leave(this);
  }

  /** Adds a style sheet. */
  adopt(css: string): void {
    this.#root.adoptedStyleSheets.push(sheetOf(css));
  }

  /** Draws what is known now. `cast` is the widget whose ballot was just counted; that is said aloud, once. */
  redraw(cast?: string): void {
    const { page } = VoxElement;
    const shown = this.find(page);
    const words = this.#words;
    if (!shown || !words) return;
    const brush = { ...shown, page, words };
    if (cast === shown.widget.id) this.#spoken = this.spoken(brush);
    else if (shown.sending) this.#spoken = "";
    try {
      draw(this.#root, this.inline ? this.line(brush) : this.#frame(brush));
    } catch (error) {
      draw(this.#root, [h("slot")]);
      console.error("voxpop:", error);
    }
  }

  /** Whether the element is a few words within a line. */
  get inline(): boolean {
    return this.hasAttribute("view");
  }

  /** Finds the widget this element draws. */
  find(page: Page): Shown | undefined {
    return page.find((this.constructor as typeof VoxElement).format);
  }

  /** Draws it. */
  abstract body(brush: Brush): Kid[];

  /** Draws it as a few words within a line. */
  line(brush: Brush): Kid[] {
    return [this.spoken(brush)];
  }

  /** What is said aloud once the reader's ballot is counted. */
  abstract spoken(brush: Brush): string;

  /** Casts a click on an option of one of the page's own widgets. */
  cast(brush: Brush, option: Option): void {
    const { widget, page, words } = brush;
    const choose = offer(brush);
    this.note = "";
    void page.cast(widget.id, slotOf(choose, option), (mine) => {
      if (full(choose, option, mine)) {
        this.note = words.say("full");
        this.redraw();
      }
      return clicked(choose, option, mine);
    });
  }

  /** Draws an option of one of the page's own widgets as a button that is on or off; its words may be its name. */
  button(brush: Brush, option: Option, label: string | null, ...kids: Kid[]): Kid {
    const held = holds(offer(brush), option, brush.mine);
    return h(
      "button",
      {
        key: option.id,
        part: `button ${option.id}-button`,
        type: "button",
        "aria-pressed": `${held}`,
        "aria-label": label,
        disabled: brush.widget.status !== "published" || (option.closed && !held),
        onclick: () => this.cast(brush, option),
      },
      kids,
    );
  }

  #frame(brush: Brush): Kid[] {
    const { tag } = brush.words;
    const said = this.note || troubleOf(brush);
    return [
      h(
        "div",
        { part: "box", lang: tag, dir: tag.startsWith("ar") && "rtl" },
        this.body(brush),
        h("p", { part: said ? "status" : "aloud", role: "status" }, said || this.#spoken),
      ),
    ];
  }
}

/** What the page offers in a widget of its own. */
export const offer = ({ widget }: Brush): Choose => asked(widget.parts)[0]!;

const sheets: Record<string, CSSStyleSheet> = {};

function sheetOf(css: string): CSSStyleSheet {
  if (!sheets[css]) (sheets[css] = new CSSStyleSheet()).replaceSync(css);
  return sheets[css]!;
}

function troubleOf({ trouble, words }: Brush): string {
  if (!trouble) return "";
  if (trouble.passing) return words.say("later");
  // What the service says in a sentence is English.
  return (words.tag.startsWith("en") && trouble.detail) || words.say("refused");
}
