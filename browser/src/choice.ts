/** How a choice becomes a ballot, as a Choose part tells it. Knows no format. */

import type { Ballot, Bar, Choose, Option, Part, Sheet, Value } from "./contract";

/** All choices that a list of parts offers. */
export const asked = (parts: Part[]): Choose[] =>
  parts.flatMap((part) => (part.part === "choose" ? [part] : part.part === "questions" ? part.questions : []));

/** The number that a list of parts shows large, if it is shown at all. */
export const numberIn = (parts: Part[]): number | undefined => parts.find((part) => part.part === "number")?.value;

/** What a list of parts says of how often each option was counted. */
export const barsIn = (parts: Part[]): Bar[] => parts.flatMap((part) => (part.part === "bars" ? part.bars : []));

export const slotOf = (choose: Choose, option: Option): string => option.slot ?? choose.slot;

const said = (choose: Choose, ballot?: Ballot): Value[] => {
  const words = ballot?.[choose.field ?? ""];
  return words === undefined ? [] : [words].flat();
};

/** Whether this reader's sheet says this option. */
export const holds = (choose: Choose, option: Option, sheet: Sheet): boolean => {
  const ballot = sheet[slotOf(choose, option)];
  return choose.form === "none" ? !!ballot : said(choose, ballot).includes(option.value);
};

/** What the sheet says in the choice's own slot; for a ranking, best first. */
export const chosen = (choose: Choose, sheet: Sheet): Value[] => said(choose, sheet[choose.slot]);

/** The ballot that says `values`, or null, which withdraws, for none. */
export function ballotOf(choose: Choose, values: Value[]): Ballot | null {
  const first = values[0];
  if (first === undefined) return null;
  if (choose.form === "none") return {};
  return { [choose.field ?? ""]: choose.form === "one" ? first : values };
}

/** Whether several options can be on at once. Where only one can, choosing another one replaces it. */
export const several = ({ form, most = 1 }: Choose): boolean => form === "many" && most > 1;

/** Whether a click on an option asks for more than may be chosen. */
export const full = (choose: Choose, option: Option, sheet: Sheet): boolean =>
  several(choose) && !holds(choose, option, sheet) && chosen(choose, sheet).length >= choose.most!;

/** The ballot after a click on an option: null takes back, undefined where the click changes nothing. */
export function clicked(choose: Choose, option: Option, sheet: Sheet): Ballot | null | undefined {
  const held = holds(choose, option, sheet);
  if ((held && !choose.undo) || full(choose, option, sheet)) return undefined;
  const others = several(choose) ? chosen(choose, sheet).filter((value) => value !== option.value) : [];
  return ballotOf(choose, held ? others : [...others, option.value]);
}
