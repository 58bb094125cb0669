/** Speaks to the reader API. */

import { write } from "./storage";

/** Why a call brought no answer: a refusal of the service (4xx), or trouble on the way (status 0 or 5xx). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail = "",
    /** Milliseconds to wait before it is worth trying again, where the service said so. */
    readonly wait?: number,
  ) {
    super(detail);
  }

  /** Whether the same call may well succeed later. */
  get passing(): boolean {
    return [0, 408, 429].includes(this.status) || this.status >= 500;
  }
}

export interface Place {
  site: string;
  api: string;
  /** The page's URL, as the publisher calls it. */
  url: string;
  /** Where in storage the reader's token is: a signed random id, minted at the first ballot. */
  reader: string;
  /** Where in storage the ballots are that have yet to be answered. */
  outbox: string;
  /** What a sandboxed frame of ours shows instead of an origin. */
  ticket?: string;
}

/** The parameter of a link that says, signed, by which channel it was passed on. */
export const MARK = "vox_via=";

/** The page's URL with a mark, if there is one. */
export const marked = ({ url }: Place, mark?: string): string =>
  mark ? `${url}${url.includes("?") ? "&" : "?"}${MARK}${mark}` : url;

const TIMEOUT = 10_000;

/** Sends one request. Raises Problem, and nothing else. */
export async function call<T>(
  { api, reader, ticket }: Place,
  path: string,
  token?: string,
  method = "GET",
  body?: unknown,
): Promise<T> {
  const headers: Record<string, string> = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (ticket && (token || body)) headers["Voxpop-Ticket"] = ticket;
  if (body) headers["Content-Type"] = "application/json";
  let response: Response;
  try {
    response = await fetch(api + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      credentials: "omit",
      cache: "no-cache",
      // A reader who casts and leaves the page has cast.
      keepalive: method !== "GET",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    // A token that a retiring key has signed is signed anew.
    const renewed = response.headers.get("Voxpop-Token");
    if (renewed) write(reader, renewed);
    if (response.ok) return (await response.json()) as T;
  } catch {
    throw new Problem(0);
  }
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  const seconds = Number(response.headers.get("Retry-After"));
  throw new Problem(response.status, detail, seconds > 0 ? seconds * 1000 : undefined);
}

/** Waits before the next try: what the service asked for, else half a second doubled each time, spread a little. */
export const patience = (problem: unknown, tries: number): number =>
  ((problem as Problem).wait ?? 500 * 2 ** tries) * (1 + Math.random() / 4);

export const sleep = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));
