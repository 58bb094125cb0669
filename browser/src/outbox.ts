/**
 * Ballots that have yet to be answered, in storage: only the last one for each slot, since what a reader said
 * before it no longer matters. What could not be sent is there for the next page.
 */

import type { Ballot } from "./contract";
import { read, write } from "./storage";

export interface Entry {
  widget: string;
  slot: string;
  /** Null withdraws. */
  ballot: Ballot | null;
  /** The page's URL where the widget is the page's own, else empty. */
  url: string;
}

/** Entries by name. */
export type Entries = Record<string, Entry>;

export function entriesIn(key: string): Entries {
  try {
    return JSON.parse(read(key) ?? "{}") as Entries;
  } catch {
    return {};
  }
}

/** Keeps an entry in place of the one before it, and gives its name. */
export function put(key: string, entry: Entry): string {
  const name = `${entry.widget} ${entry.slot}`;
  write(key, JSON.stringify({ ...entriesIn(key), [name]: entry }));
  return name;
}
