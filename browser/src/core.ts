/**
 * What every page with an element needs. What is fetched later imports from here and nowhere else, so that all of
 * this lands in one chunk, which compresses better than several.
 */

export { asked, ballotOf, chosen, clicked, holds, numberIn, several } from "./choice";
export { start } from "./start";
export { type Brush, VoxElement } from "./elements/element";
export { entriesIn, type Entry } from "./outbox";
export type { Page, Shown } from "./page";
export { call, marked, patience, type Place, Problem, sleep } from "./requests";
export { read, write } from "./storage";
export { type Language, speak, tagOf } from "./texts";
export { h, type Kid } from "./view";
