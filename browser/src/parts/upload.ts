/** Sends the files that readers choose. */

import { type Place, Problem } from "../core";

/** How long (milliseconds) a file may take, from a slow place too. */
const TIMEOUT = 120_000;

/** Uploads a picture, and gives its media id. Raises Problem. */
export async function upload({ api, ticket }: Place, token: string, file: File): Promise<string> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}`, "Content-Type": file.type };
  if (ticket) headers["Voxpop-Ticket"] = ticket;
  const request = { method: "POST", headers, body: file, credentials: "omit", signal: AbortSignal.timeout(TIMEOUT) } as const;
  const response = await fetch(`${api}/v1/uploads`, request).catch(() => {
    throw new Problem(0);
  });
  const answer = (await response.json().catch(() => ({}))) as { media?: string; detail?: string };
  if (!response.ok) throw new Problem(response.status, answer.detail);
  return answer.media!;
}
