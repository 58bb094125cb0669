/** How parts are drawn. What few widgets have is fetched when one has it, and is ready before anything is drawn. */

import type { Choose, Part, Questions } from "../contract";
import type { Kid, VoxElement } from "../core";
import type { Scene } from "./scene";

/** Kinds of parts, and of choices and questions that are drawn by a chunk of their own. */
export type Kind = Part["part"] | "ranking" | "rating" | "quiz";
interface Special {
  ranking: Choose;
  rating: Choose;
  quiz: Questions;
}
type PartOf<Name extends Kind> = Name extends keyof Special ? Special[Name] : Extract<Part, { part: Name }>;

/** How kinds of parts are drawn. A kind that nobody knows is of a newer release, and left out. */
export type Renderers = { [Name in Kind]?: (part: PartOf<Name>, scene: Scene) => Kid } & {
  /** What is said aloud once a ballot is counted, where it is not what is said of every ballot. */
  spoken?: (scene: Scene) => string;
  /** What is asked for where too little was chosen, of choices that are drawn by a chunk of their own. */
  demand?: (choose: Choose) => string;
};
type Renderer = (part: Part, scene: Scene) => Kid;

/** Gives the renderers of a chunk, once style and words of an element's language are there. */
type Prepare = (element: VoxElement) => Promise<Renderers>;

const FETCHED: { [Name in Kind]?: () => Promise<{ prepare: Prepare }> } = {
  compose: () => import("./compose"),
  items: () => import("./items"),
  link: () => import("./story"),
  media: () => import("./media"),
  outcome: () => import("./ending"),
  prose: () => import("./story"),
  quiz: () => import("./quiz"),
  ranking: () => import("./ranking"),
  rating: () => import("./rating"),
  runoff: () => import("./runoff"),
  score: () => import("./ending"),
  submit: () => import("./submit"),
  widget: () => import("./story"),
};
/** What is said of answers in a quiz stands with its questions, which draw it. */
const WITHIN = new Set<Kind>(["bars", "verdict", "score", "outcome"]);

export class Drawers {
  readonly #fetching = new Set<Kind>();

  constructor(
    readonly element: VoxElement,
    readonly renderers: Renderers,
  ) {}

  /** Whether all of these parts can be drawn. How to draw what is missing is fetched, and then they are. */
  ready(parts: Part[], begun: boolean): boolean {
    const lacks = (kind: Kind) => FETCHED[kind] && !this.renderers[kind];
    const missing = parts.flatMap(kindsOf).filter(lacks);
    // How a quiz ends is fetched while its reader still answers, so that the end is drawn, and said, at once.
    const soon = begun && isQuiz(parts) ? (["score"] as const).filter(lacks) : [];
    for (const kind of [...missing, ...soon]) if (!this.#fetching.has(kind)) void this.#fetch(kind);
    return missing.length === 0;
  }

  draw(part: Part, scene: Scene): Kid {
    const drawn = this.renderers[kindOf(part)] as Renderer | undefined;
    return drawn?.(part, scene);
  }

  async #fetch(kind: Kind): Promise<void> {
    this.#fetching.add(kind);
    try {
      const { prepare } = await FETCHED[kind]!();
      Object.assign(this.renderers, await prepare(this.element));
      this.element.redraw();
    } catch {
      // What stands inside the element stays there; the next news of the page are a reason to try again.
      this.#fetching.delete(kind);
    }
  }
}

function kindOf(part: Part): Kind {
  if (part.part === "choose" && part.form === "ranking") return "ranking";
  if (part.part === "choose" && part.look === "rating") return "rating";
  return part.part === "questions" && part.look === "quiz" ? "quiz" : part.part;
}

export const isQuiz = (parts: Part[]): boolean => parts.some((part) => kindOf(part) === "quiz");

/** The parts that are not drawn by others. */
export const outermost = (parts: Part[]): Part[] =>
  isQuiz(parts) ? parts.filter((part) => !WITHIN.has(part.part)) : parts;

/** The kinds of a part and of all that it holds. */
const kindsOf = (part: Part): Kind[] => [
  kindOf(part),
  ...(part.part === "questions" ? part.questions.flatMap(kindsOf) : []),
  ...(part.part === "items" ? part.items.flatMap(({ media }) => (media ? kindsOf(media) : [])) : []),
];
