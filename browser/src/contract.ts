/** The JSON of the reader API, as `widgets/parts.py` and the handlers of `api/reader` write it. */

export type Value = string | number;
export type Ballot = Record<string, Value | Value[]>;
/** All of this reader's ballots in one widget, by slot. */
export type Sheet = Record<string, Ballot>;

export interface Option {
  id: string;
  value: Value;
  label?: string;
  icon?: string;
  key?: string;
  slot?: string;
  channel?: string;
  image?: string;
  alt?: string;
  /** Counted, and no longer offered: who has chosen it may take it back. */
  closed?: boolean;
}

export interface Text {
  part: "text";
  text: string;
}

export interface Choose {
  part: "choose";
  slot: string;
  form: "one" | "many" | "ranking" | "none" | "text";
  look: "buttons" | "arrows" | "channels" | "options" | "rating" | "text";
  options: Option[];
  field?: string;
  label?: string;
  least?: number;
  most?: number;
  instant?: boolean;
  once?: boolean;
  undo?: boolean;
  skip?: string;
  picture?: Media;
}

export interface Questions {
  part: "questions";
  questions: Choose[];
  pace?: "all" | "one";
  look?: "form" | "quiz";
}

export interface Bar {
  id: string;
  count: number;
  percent: number;
  label?: string;
  icon?: string;
}

export interface Bars {
  part: "bars";
  slot: string;
  bars: Bar[];
  total: number;
  label?: string;
  mean?: number;
  overlapping?: boolean;
}

export interface Count {
  part: "number";
  value: number;
  unit: string;
}

export interface Round {
  counts: Record<string, number>;
  exhausted: number;
  eliminated: string[];
  tied?: string[];
}

export interface Runoff {
  part: "runoff";
  slot: string;
  rounds: Round[];
  labels: Record<string, string>;
  version: number;
  winner?: string;
  beats_all?: boolean;
}

export interface Source {
  src: string;
  width: number;
}

export interface Media {
  part: "media";
  kind: "image" | "clip" | "video" | "audio" | "player" | "notice";
  src?: string;
  sources?: Source[];
  width?: number;
  height?: number;
  alt?: string;
  caption?: string;
  credit?: string;
  provider?: string;
  link?: string;
}

export interface Item {
  id: string;
  number: number;
  title: string;
  text?: string;
  media?: Media;
  link?: string;
  credit?: string;
  choose?: Choose;
  /** What a vote on its way will add to the count. */
  ahead?: number;
}

export interface Items {
  part: "items";
  items: Item[];
  page_size?: number;
  ranked?: boolean;
  closed?: boolean;
}

export interface Order {
  part: "order";
  ids: string[];
}

export interface Field {
  name: "title" | "text" | "picture" | "link" | "credit";
  kind: "line" | "text" | "link" | "picture";
  most?: number;
  required?: boolean;
}

export interface Submit {
  part: "submit";
  fields: Field[];
  closed?: boolean;
}

export interface Nested {
  part: "widget";
  id: string;
}

export interface Span {
  text: string;
  link?: string;
}

export interface Prose {
  part: "prose";
  paragraphs: Span[][];
  heading?: string;
}

export interface Link {
  part: "link";
  url: string;
  title: string;
  text?: string;
}

export interface Caption {
  text: string;
  x?: number;
  y?: number;
  width?: number;
  size?: number;
  colour?: string;
  outline?: string;
}

export interface Template {
  id: string;
  media: string;
  name: string;
  picture: Media;
  captions: Caption[];
}

export interface Compose {
  part: "compose";
  templates?: Template[];
  uploads?: boolean;
  closed?: boolean;
}

export interface Aside {
  part: "aside";
  count: number;
}

export interface Clock {
  part: "clock";
  opens_at?: string;
  closes_at?: string;
}

export interface Verdict {
  part: "verdict";
  slot: string;
  right: boolean;
  answer: string;
  option?: string;
  chosen?: string;
  explanation?: string;
  evidence?: string;
}

export interface Score {
  part: "score";
  score: number;
  of: number;
  ending?: string;
  title?: string;
  text?: string;
  picture?: Media;
  percentile?: number;
  readers?: number;
}

export interface Outcome {
  part: "outcome";
  ending: string;
  title: string;
  text?: string;
  picture?: Media;
  percent?: number;
  readers?: number;
  tied?: string[];
}

export type Part =
  | Text
  | Choose
  | Questions
  | Bars
  | Count
  | Runoff
  | Media
  | Compose
  | Verdict
  | Score
  | Outcome
  | Items
  | Order
  | Submit
  | Nested
  | Prose
  | Link
  | Aside
  | Clock;

/** What changes with every ballot. `mine` is there only in answers meant for one reader. */
export interface News {
  version: number;
  turnout: number;
  tally: Record<string, unknown> | null;
  parts?: Part[];
  mine?: Sheet;
  /** The slot that tally and parts are those of, where they are not the whole widget's. */
  about?: string;
}

export interface Widget extends News {
  id: string;
  format: string;
  title: string;
  status: "draft" | "scheduled" | "published" | "closed" | "retired";
  revision: number;
  reveal: "always" | "after_casting" | "after_close" | "moderators";
  opens_at?: string | null;
  closes_at?: string | null;
  parts: Part[];
}

export interface Badge {
  id: string;
  label: string;
  icon: string;
  percent: number;
}

export interface PageAnswer {
  page: { url: string; badges: Badge[]; title?: string; reading_minutes?: number | null; marks?: Record<string, string> };
  widgets: Widget[];
}
