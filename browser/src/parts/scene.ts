/** What a part is drawn with. */

import type { Choose, Value } from "../contract";
import type { Brush } from "../core";
import type en from "../texts/widget/en.json";
import type { Language } from "../core";

export type WidgetKey = keyof typeof en;

export interface Scene extends Brush {
  /** The words of this chunk; `words` are those of every element. */
  text: Language<WidgetKey>;
  /** All choices of the widget. */
  chooses: Choose[];
  /** Whether the reader is being asked, rather than shown what was counted. */
  asking: boolean;
  /** What the reader has chosen and not yet sent; for a ranking, best first. */
  draft(choose: Choose): Value[];
  choose(choose: Choose, values: Value[]): void;
  /** Casts a click on an option at once. */
  click(choose: Choose, value: Value): void;
}

/** Paths are at the service's address, not at the page's. */
export const addressOf = (src: string, { page }: Scene): string => (src.startsWith("/") ? page.place.api + src : src);
