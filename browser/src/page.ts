/** Everything known about the widgets of this page: fetched once, kept new, and told to the elements that draw it. */

import type { Ballot, Badge, News, PageAnswer, Sheet, Widget } from "./contract";
import { watch } from "./live";
import { entriesIn, put } from "./outbox";
import { call, MARK, patience, type Place, Problem, sleep } from "./requests";
import { read, write } from "./storage";

/** A version older than this (milliseconds) no longer keeps an answer from being drawn. */
const MEMORY = 300_000;
const TRIES = 3;

/** A widget as its reader sees it. */
export interface Shown {
  widget: Widget;
  /** What the reader has said, ballots on their way included. */
  mine: Sheet;
  /** Whether ballots are on their way. */
  sending: boolean;
  /** Why the last ballot was not counted, or not yet. */
  trouble: Problem | undefined;
}

/** A widget as this browser knows it. */
export interface State {
  widget: Widget;
  /** What the service knows that the reader has said. */
  mine: Sheet;
  pending: Map<string, Ballot | null>;
  trouble?: Problem | undefined;
  learnt: number;
}

/** An element that wants to be told of news; `cast` is the widget whose ballot has just been counted. */
export interface Listener {
  redraw(cast?: string): void;
}

export class Page {
  badges: Badge[] = [];
  /** What the service wants in the links that readers pass on, by channel. */
  marks: Record<string, string> = {};
  /** Settled once the page's widgets are known. */
  ready: Promise<void> | undefined;
  readonly states = new Map<string, State>();
  readonly #listeners = new Set<Listener>();
  readonly #query: string;
  /** Settled once the reader's own ballots are known, or cannot be. */
  #own: Promise<unknown> | undefined;
  #delivery: typeof import("./delivery") | undefined;

  constructor(readonly place: Place) {
    const { site, url } = place;
    this.#query = `?${new URLSearchParams({ site, url })}`;
  }

  /** Keeps a listener told, from the first one on; the page is fetched only when somebody wants to draw it. */
  join(listener: Listener): void {
    this.#listeners.add(listener);
    this.ready ??= this.#load();
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  /** Finds a widget by its id, or the page's first of a format. */
  find(name: string): Shown | undefined {
    for (const state of this.states.values()) {
      if (state.widget.id === name || state.widget.format === name) return this.#show(state);
    }
    return undefined;
  }

  /**
   * Says something in a slot, or takes it back with null. Drawn at once; sent as soon as may be. `say` is given
   * what the reader has said so far.
   */
  async cast(widget: string, slot: string, say: (mine: Sheet) => Ballot | null | undefined): Promise<void> {
    await this.#own;
    const state = this.states.get(widget);
    const ballot = state && say(this.#show(state).mine);
    if (!state || ballot === undefined) return;
    // A page's own widgets have no revision, and are found by its URL.
    const url = state.widget.revision ? "" : this.place.url;
    const name = put(this.place.outbox, { widget, slot, ballot, url });
    state.pending.set(slot, ballot);
    state.trouble = undefined;
    this.tell();
    await this.#deliver([name]);
  }

  /** Fetches everything anew. Raises Problem. */
  async refresh(): Promise<void> {
    const answer = await call<PageAnswer>(this.place, `/v1/pages${this.#query}`);
    ({ badges: this.badges, marks: this.marks = {} } = answer.page);
    for (const widget of answer.widgets) this.add(widget);
    this.tell();
  }

  async #load(): Promise<void> {
    const own = this.askOwn(this.#query);
    const send = () => void this.#deliver(Object.keys(entriesIn(this.place.outbox)));
    for (let tries = 0; ; ) {
      try {
        await this.refresh();
        break;
      } catch (problem) {
        if (++tries === TRIES) return addEventListener("online", () => void this.#load(), { once: true });
        await sleep(patience(problem, tries));
      }
    }
    this.#own = own.then((learn) => {
      for (const { widget, slot, ballot } of Object.values(entriesIn(this.place.outbox))) {
        this.states.get(widget)?.pending.set(slot, ballot);
      }
      learn();
      send();
      if (location.search.includes(MARK)) void import("./delivery").then(({ arrive }) => arrive(this)).catch(() => {});
    });
    addEventListener("online", send);
    watch(`${this.place.api}/v1/live${this.#query}`, (json) => this.#hear(json), () => this.refresh(), send);
  }

  /** Asks for what the reader has said; gives a function that takes the answer over. Never fails. */
  async askOwn(query: string): Promise<() => void> {
    const { reader } = this.place;
    const token = read(reader);
    let widgets: Record<string, News> = {};
    try {
      if (token) ({ widgets } = await call<{ widgets: typeof widgets }>(this.place, `/v1/ballots${query}`, token));
    } catch (problem) {
      if ((problem as Problem).status === 401) write(reader, undefined);
    }
    return () => {
      for (const id in widgets) this.learn(id, widgets[id]!);
      this.tell();
    };
  }

  /** Asks anew for what the reader has said. */
  async askAgain(): Promise<void> {
    (await this.askOwn(this.#query))();
  }

  #hear(json: string): void {
    const news = JSON.parse(json) as News & { widget: string };
    // The answer on its way is newer, and comes without a jump.
    if (this.states.get(news.widget)?.pending.size) return;
    this.learn(news.widget, news);
    this.tell();
  }

  /** Takes over a widget as everybody sees it. */
  add(widget: Widget): void {
    const state = this.states.get(widget.id);
    if (state?.widget.revision === widget.revision) {
      state.widget.status = widget.status;
      this.learn(widget.id, widget);
    } else {
      this.states.set(widget.id, { widget, mine: {}, pending: state?.pending ?? new Map(), learnt: Date.now() });
      if (state) void this.askAgain();
    }
  }

  /** Takes over counts, unless newer ones are known, or they hide what this reader may already see. */
  learn(id: string, { mine, ...counted }: News): void {
    const state = this.states.get(id);
    if (!state) return;
    const { version } = state.widget;
    if (mine) state.mine = mine;
    else if (!counted.tally && Object.keys(state.mine).length) return;
    if (counted.version > version || (mine && counted.version === version) || Date.now() - state.learnt > MEMORY) {
      state.learnt = Date.now();
      Object.assign(state.widget, counted);
    }
  }

  #show({ widget, mine: before, pending, trouble }: State): Shown {
    const mine = { ...before };
    for (const [slot, ballot] of pending) {
      if (ballot) mine[slot] = ballot;
      else delete mine[slot];
    }
    const parts = (pending.size && this.#delivery?.forecast(widget.parts, before, mine)) || widget.parts;
    return { widget: { ...widget, parts }, mine, sending: pending.size > 0 && !trouble, trouble };
  }

  async #deliver(names: string[]): Promise<void> {
    if (!names.length) return;
    try {
      this.#delivery ??= await import("./delivery");
    } catch {
      // The ballots are in the outbox; what sends them comes with the network.
      for (const state of this.states.values()) if (state.pending.size) state.trouble = new Problem(0);
      return this.tell();
    }
    this.tell();
    for (const name of names) void this.#delivery.deliver(this, name);
  }

  /** Has the elements drawn anew. */
  tell(cast?: string): void {
    for (const listener of this.#listeners) listener.redraw(cast);
  }
}
