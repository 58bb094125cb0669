/** What captions on a picture are, and where they may be. */

import type { Caption, Template } from "../contract";

export type Look = "x" | "y" | "width" | "size";

/** What a caption is where it does not say so, as in `widgets/model.py`. */
export const PLAIN = { text: "", x: 50, y: 4, width: 94, size: 11, colour: "#ffffff", outline: "#000000" };
/** Where a caption may be, in hundredths of the picture: least, most, and the step of a key. */
export const RANGES: Record<Look, [number, number, number]> = {
  x: [0, 100, 1],
  y: [0, 95, 1],
  width: [10, 100, 1],
  size: [3, 30, 0.5],
};

export const within = (name: Look, value: number): number => {
  const [least, most] = RANGES[name];
  return Math.round(Math.min(Math.max(value, least), most) * 10) / 10;
};

/** A caption to write: what a template says to fill its box is no words of anybody. */
export const begun = (caption: Caption): Required<Caption> => ({ ...PLAIN, ...caption, text: caption.text === "…" ? "" : caption.text });

export const sizeOf = ({ picture }: Template): [number, number] => [picture.width ?? 16, picture.height ?? 10];
