/** What a part is drawn with. */

import type { Choose, Media, Option, Part, Value } from "../contract";
import type { Brush, Kid } from "../core";
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
  /** Draws a part within another one. */
  show(part: Part): Kid;
  /** Draws the picture or sign of an option. */
  picture(option: Option): Kid;
  /** Draws a picture as wide as there is room. */
  still(picture: Media): Kid;
  /** Gives the address of a path, which is at the service and not at the page. */
  address(src: string): string;
  /** What the reader has chosen and not yet sent; for a ranking, best first. */
  draft(choose: Choose): Value[];
  choose(choose: Choose, values: Value[]): void;
  /** Casts a click on an option at once. */
  click(choose: Choose, value: Value): void;
}
