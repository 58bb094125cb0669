/** Line drawings on a 24 by 24 grid, drawn in the colour of the text. */

import { h, type View } from "../view";

const PATHS: Record<string, string> = {
  up: "M4 16 12 6l8 10z",
  down: "M4 8l8 10 8-10z",
  native: "M12 15V4M8 8l4-4 4 4M5 12v8h14v-8",
  copy: "M9 9h11v11H9zM4 15V4h11",
  done: "M5 13l4 4L19 7",
  x: "M5 4l14 16M19 4L5 20",
  facebook: "M17 4h-4v16M8 11h9",
  whatsapp: "M4 20l1-5a8 8 0 1 1 4 4zM9 9q1 5 6 6",
  telegram: "M20 4 4 11l5 2 2 6 9-15L9 13",
  email: "M4 6h16v12H4zl8 7 8-7",
};

export const icon = (name: string): View =>
  h(
    "svg",
    { part: `icon ${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" },
    h("path", { d: PATHS[name] ?? PATHS.native }),
  );
