/** Draws when a widget opens and closes, in the reader's own zone. */

import { h, type Kid } from "../core";
import type { Scene } from "./scene";

interface Times {
  opens_at?: string | null;
  closes_at?: string | null;
}

export function drawClock({ opens_at, closes_at }: Times, { text }: Scene): Kid {
  const now = Date.now();
  const opening = opens_at && Date.parse(opens_at) > now;
  const time = opening ? opens_at : closes_at;
  if (!time) return null;
  const moment = new Date(time);
  const date = moment.toLocaleString(text.tag, { dateStyle: "long", timeStyle: "short" });
  const key = opening ? "opens" : moment.getTime() > now ? "closes" : "closed";
  return h("time", { key: "clock", part: "clock", datetime: time }, text.say(key, { date }));
}
