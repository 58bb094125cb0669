/**
 * Sends ballots, one at a time for a slot, and foretells what they will change. Fetched when a reader has
 * something to say: most never do.
 */

import type { News } from "./contract";
import { call, entriesIn, type Entry, type Page, patience, type Place, Problem, read, sleep, write } from "./core";

export { arrive } from "./arrival";
export { forecast } from "./forecast";

const TRIES = 3;
/** Longer than this (milliseconds) no reader is left without a word about the ballot. */
const LONGEST_WAIT = 20_000;
/** When (milliseconds) a ballot that could not be sent is tried again, if the page is still open. */
const LATER = 60_000;

const CONFLICT = 409;

const sending = new Set<string>();
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Sends what the outbox has under a name, up to three times, and tells the page how it ended. */
export async function deliver(page: Page, name: string): Promise<void> {
  const { outbox } = page.place;
  const first = entriesIn(outbox)[name];
  if (!first || sending.has(name)) return;
  sending.add(name);
  const work = async () => {
    const wait = await drain(page, name, first);
    sending.delete(name);
    if (wait !== undefined) setTimeout(() => void deliver(page, name), Math.max(wait, LATER));
  };
  // Two tabs must not overtake each other with ballots for one slot.
  await alone(`${outbox} ${name}`, work);
}

/** Does work while no other tab does work of this name, where the browser sees to that: not in every frame. */
async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  let begun = false;
  try {
    return (await navigator.locks.request(name, () => ((begun = true), work()))) as T;
  } catch (problem) {
    if (begun) throw problem;
    return work();
  }
}

/** Sends the slot's last ballot, and the one after it if the reader has meanwhile thought again. */
async function drain(page: Page, name: string, first: Entry): Promise<number | undefined> {
  const { outbox } = page.place;
  let entry = entriesIn(outbox)[name];
  // Another tab has sent it.
  if (!entry) void settle(page, first);
  for (let tries = 0; entry; ) {
    const outcome: News | Problem = await send(page.place, entry).catch((problem: Problem) => problem);
    const last: Entry | undefined = entriesIn(outbox)[name];
    if (!same(last, entry)) {
      entry = last;
      tries = 0;
      continue;
    }
    if (!(outcome instanceof Problem && outcome.passing)) {
      remove(outbox, name);
      void settle(page, entry, outcome);
      return undefined;
    }
    const wait = patience(outcome, tries++);
    if (tries === TRIES || wait > LONGEST_WAIT) {
      void settle(page, entry, outcome);
      return wait;
    }
    await sleep(wait);
    entry = entriesIn(outbox)[name];
  }
  return undefined;
}

/** Takes over how it ended: the answer, a Problem, or nothing where another tab has heard the answer. */
async function settle(page: Page, { widget, slot, ballot }: Entry, outcome?: News | Problem): Promise<void> {
  const state = page.states.get(widget);
  if (!state) return;
  const failed = outcome instanceof Problem;
  if (!outcome) await page.askAgain();
  if (!(failed && outcome.passing) && same(state.pending.get(slot), ballot)) state.pending.delete(slot);
  state.trouble = failed ? outcome : undefined;
  // Something else stands, perhaps said in another tab; the reader had better see it.
  if (failed && outcome.status === CONFLICT) await page.askAgain();
  if (failed) return page.tell();
  if (outcome) page.learn(widget, whole(outcome, state.widget));
  page.tell(widget);
}

/** Puts what concerns one slot alone into what is known of the whole widget. */
function whole({ about, ...news }: News, { tally, parts }: News): News {
  return about === undefined ? news : { ...news, parts: parts!, tally: { ...tally, ...news.tally } };
}

/** Sends one ballot and gives the answer, minting a reader if there is none yet. Raises Problem. */
export async function send(place: Place, { widget, slot, ballot, url }: Entry): Promise<News> {
  const query = url && `?${new URLSearchParams({ url })}`;
  const path = `/v1/widgets/${encodeURIComponent(widget)}/ballots/${encodeURIComponent(slot || "-")}${query}`;
  return asReader(place, (token) => call<News>(place, path, token, ballot ? "PUT" : "DELETE", ballot ?? undefined));
}

/** Does work with the reader's token, and once more with a new one where the service no longer takes the old. */
export async function asReader<T>(place: Place, work: (token: string) => Promise<T>): Promise<T> {
  const token = await mint(place);
  try {
    return await work(token);
  } catch (problem) {
    if ((problem as Problem).status !== 401) throw problem;
    if (read(place.reader) === token) write(place.reader, undefined);
    return work(await mint(place));
  }
}

function remove(key: string, name: string): void {
  const { [name]: _, ...others } = entriesIn(key);
  write(key, JSON.stringify(others));
}

let minting: Promise<string> | undefined;

/** Gives the reader's token, minting one if there is none: two ballots, or two tabs, are one reader. */
async function mint(place: Place): Promise<string> {
  const standing = read(place.reader);
  if (standing) return standing;
  minting ??= alone(place.reader, async () => {
    const ask = () => call<{ token: string }>(place, "/v1/readers", undefined, "POST", { site: place.site });
    const token = read(place.reader) ?? (await ask()).token;
    write(place.reader, token);
    return token;
  });
  try {
    return await minting;
  } finally {
    minting = undefined;
  }
}
