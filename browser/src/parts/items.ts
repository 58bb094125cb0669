/** Draws lists, page by page: each member with its place, which is its anchor, and its votes. */

import { call, h, holds, type Kid, type Language, type Place, sleep, speak, tagOf, type VoxElement } from "../core";
import type { Choose, Item, Items, Option, Part, Widget } from "../contract";
import css from "../styles/items.css";
import en from "../texts/items/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

type Text = Language<keyof typeof en>;

const ARROWS: Record<string, string> = { up: "M12 6l8 11H4z", down: "M12 18L4 7h16z" };
const TRIES = 4;
/** How long (milliseconds) to wait for a cache that is behind. */
const BEHIND = 400;
const ANCHOR = "item-";

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text: Text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/items/de.json"),
    fr: () => import("../texts/items/fr.json"),
    es: () => import("../texts/items/es.json"),
    ar: () => import("../texts/items/ar.json"),
  });
  const list = new List(element, text);
  follow(list);
  return { items: (part, scene) => list.draw(part, scene), spoken: (scene) => list.spoken(scene) };
}

/** Shows the member that the address of the page names, as long as the list is there. */
function follow(list: List): void {
  const held = new WeakRef(list);
  const seek = () => {
    const there = held.deref();
    if (there) there.seek(location.hash.slice(1));
    else removeEventListener("hashchange", seek);
  };
  addEventListener("hashchange", seek);
  seek();
}

class List {
  /** The order as it is drawn: it does not change under the reader's finger. */
  #order: string[] | undefined;
  /** The order that came last with the whole widget. */
  #given: string[] | undefined;
  /** The version of the counts that the order is of. */
  #version = 0;
  /** Whether the reader's finger or eye may be on something in the list. */
  #touched = false;
  #page = 0;
  #sought: string | undefined;
  /** Where the reader has voted last. */
  #last: string | undefined;

  constructor(
    readonly element: VoxElement,
    readonly text: Text,
  ) {}

  seek(anchor: string): void {
    if (!anchor.startsWith(ANCHOR)) return;
    this.#sought = anchor.slice(ANCHOR.length);
    this.element.redraw();
  }

  draw(part: Items, scene: Scene): Kid {
    this.#learn(scene.widget);
    const items = sorted(part.items, this.#order!);
    this.#order = items.map(({ id }) => id);
    const size = part.page_size || items.length || 1;
    this.#turnTo(items, size);
    const first = this.#page * size;
    const rows = items.slice(first, first + size).map((item, at) => this.#row(item, part.ranked ? first + at + 1 : item.number, part, scene));
    return h(
      "div",
      { part: "list", key: "items", onpointerenter: () => this.#touch(), onkeyup: () => this.#touch() },
      this.#hint(part, scene),
      h("ol", { part: "items", key: "list", role: "list" }, rows),
      // Below the list, where it moves nothing that a finger may be on.
      part.ranked && this.#outdated(scene) && this.#renewal(scene),
      items.length > size && this.#pages(first, size, items.length),
    );
  }

  spoken({ mine, words, text }: Scene): string {
    return this.#last && this.#last in mine ? text.say("in") : words.say("taken_back");
  }

  #touch(): void {
    this.#touched = true;
  }

  /** Takes over an order that has come, unless that would move what the reader is about to press. */
  #learn({ parts, version }: Widget): void {
    const given = orderIn(parts);
    const news = given !== this.#given;
    this.#given = given;
    const same = !!given && given.join() === this.#order?.join();
    if (!this.#order || (news && (same || !this.#touched))) this.#keep(given, version);
  }

  #keep(order: string[] | undefined, version: number): void {
    this.#order = order ?? [];
    this.#version = version;
  }

  /** Turns to the page of the member that is looked for, and then to the member. */
  #turnTo(items: Item[], size: number): void {
    const at = items.findIndex((item) => item.id === this.#sought);
    if (at >= 0) {
      this.#page = Math.floor(at / size);
      const anchor = ANCHOR + this.#sought;
      setTimeout(() => {
        const found = this.element.shadowRoot?.getElementById(anchor);
        found?.scrollIntoView({ block: "start" });
        found?.querySelector("a")?.focus({ preventScroll: true });
      });
      this.#sought = undefined;
    }
    this.#page = Math.min(this.#page, Math.ceil(items.length / size) - 1);
    if (this.#page < 0) this.#page = 0;
  }

  /** Whether votes may have made another order than the one drawn. */
  #outdated({ widget }: Scene): boolean {
    if (widget.reveal === "always") return widget.version > this.#version;
    const order = orderIn(widget.parts);
    return !!order && order.join() !== this.#order!.join();
  }

  #renewal({ page, widget }: Scene): Kid {
    const renew = async () => {
      const now = widget.reveal === "always" ? await ask(page.place, widget) : widget;
      this.#keep(orderIn(now.parts), now.version);
      this.#page = 0;
      this.element.redraw();
      this.#focusList();
    };
    const onclick = () => void renew().catch(() => {});
    return h("button", { part: "button fresh", key: "fresh", type: "button", onclick }, this.text.say("fresh"));
  }

  #hint({ closed, items }: Items, { widget, text }: Scene): Kid {
    const votes = items.some((item) => item.choose);
    const hidden = votes && widget.tally === null && widget.reveal !== "always" && text.say(widget.reveal);
    const over = votes && (closed || widget.status === "closed") && text.say("is_closed");
    const said = [over, hidden].filter(Boolean).join(" ");
    return said && h("p", { part: "hint", key: "hint" }, said);
  }

  #row(item: Item, number: number, { closed }: Items, scene: Scene): Kid {
    const { title, text, link, credit, media, choose } = item;
    const anchor = ANCHOR + item.id;
    return h(
      "li",
      { key: item.id, part: "item", id: anchor },
      h("a", { part: "place", href: `#${anchor}`, "aria-label": this.text.say("number", { n: number }) }, scene.text.number(number)),
      h(
        "div",
        { part: "about" },
        h("p", { part: "heading" }, title),
        media && scene.show(media),
        text && h("p", { part: "words" }, text),
        (link || credit) &&
          h(
            "p",
            { part: "hint" },
            link && h("a", { href: link, target: "_blank", rel: "nofollow noopener" }, hostOf(link)),
            credit && h("span", {}, credit),
          ),
      ),
      choose && this.#ballots(choose, item, !!closed, scene),
    );
  }

  #ballots(choose: Choose, { title, ahead }: Item, closed: boolean, scene: Scene): Kid {
    const count = countOf(choose, scene);
    const shown = count !== undefined && scene.text.number(count + (ahead ?? 0));
    const counted = h("span", { part: "count", key: "count" }, shown);
    const single = choose.options.length === 1 ? counted : null;
    const [first, ...rest] = choose.options.map((option) => this.#button(choose, option, title, single, closed, scene));
    return h(
      "div",
      { part: single ? "ballots" : "ballots both", role: "group", "aria-label": title },
      first,
      !single && counted,
      rest,
    );
  }

  #button(choose: Choose, option: Option, title: string, count: Kid, closed: boolean, scene: Scene): Kid {
    const { mine, widget, click } = scene;
    const onclick = () => {
      this.#touch();
      this.#last = choose.slot;
      click(choose, option.value);
    };
    return h(
      "button",
      {
        key: option.id,
        part: `button vote ${option.id}-button`,
        type: "button",
        "aria-pressed": `${holds(choose, option, mine)}`,
        disabled: closed || widget.status !== "published",
        onclick,
      },
      h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: ARROWS[option.id] ?? ARROWS.up! })),
      h("span", { part: "aloud", key: "name" }, this.text.say(option.id === "down" ? "down" : "up", { title })),
      count,
    );
  }

  #pages(first: number, size: number, all: number): Kid {
    const { text } = this;
    const turn = (key: "earlier" | "later", to: number) =>
      h(
        "button",
        {
          key,
          part: key === "later" ? "button later" : "button earlier",
          type: "button",
          disabled: to < 0 || to * size >= all,
          onclick: () => {
            this.#page = to;
            this.element.redraw();
            this.#focusList();
          },
        },
        text.say(key),
      );
    const last = Math.min(first + size, all);
    return h(
      "nav",
      { part: "pages", key: "pages", "aria-label": text.say("pages") },
      turn("earlier", this.#page - 1),
      h("span", { part: "hint" }, text.say("shown", { first: first + 1, last, all })),
      turn("later", this.#page + 1),
    );
  }

  /** Goes to the first member that is shown: what was pressed is below it, or gone. */
  #focusList(): void {
    const first = this.element.shadowRoot?.querySelector<HTMLElement>(".item .place");
    first?.focus({ preventScroll: true });
    first?.closest("li")?.scrollIntoView({ block: "nearest" });
  }
}

/** Asks for a widget as everybody sees it, until that is as new as what is known: caches may be a little behind. */
async function ask(place: Place, { id, version }: Widget): Promise<Widget> {
  for (let tries = 1; ; tries++) {
    const now = await call<Widget>(place, `/v1/widgets/${encodeURIComponent(id)}`);
    if (now.version >= version || tries === TRIES) return now;
    await sleep(BEHIND);
  }
}

const orderIn = (parts: Part[]): string[] | undefined => parts.find((part) => part.part === "order")?.ids;

/** Puts members into an order; those that are not in it stay behind. */
function sorted(items: Item[], order: string[]): Item[] {
  const places = new Map(order.map((id, at) => [id, at]));
  const placeOf = ({ id }: Item) => places.get(id) ?? order.length;
  return items.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** What the votes of a slot add up to; undefined while that is hidden. */
function countOf(choose: Choose, { widget }: Scene): number | undefined {
  const counts = widget.tally?.[choose.slot] as Record<string, number> | undefined;
  return counts && choose.options.reduce((sum, { value, key }) => sum + +value * (counts[key ?? ""] ?? 0), 0);
}

function hostOf(link: string): string {
  try {
    return new URL(link).host;
  } catch {
    return link;
  }
}
