// Weighs what a page makes a browser fetch, gzipped, and fails above the budget. `npm run build` comes first.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const bundle = fileURLToPath(new URL("../api/public/bundle/", import.meta.url));
const { outputs } = JSON.parse(await readFile(`${bundle}meta.json`, "utf8"));
const named = Object.entries(outputs);

/** The output with everything it imports statically. */
const closure = (path, seen = new Set()) => {
  seen.add(path);
  const needed = outputs[path].imports.filter(({ kind }) => kind === "import-statement");
  for (const { path: next } of needed) if (!seen.has(next)) closure(next, seen);
  return seen;
};
const entry = (source) => named.find(([, { entryPoint }]) => entryPoint?.endsWith(source))[0];
const weigh = async (path) => gzipSync(await readFile(bundle + path.split("/bundle/")[1]), { level: 9 }).length;

/** What a page loads whose widgets need these sources. */
const load = (...sources) => new Set(["src/voxpop.ts", ...sources].flatMap((source) => [...closure(entry(source))]));
const widget = "src/parts/canvas.ts";

for (const [what, paths, budget] of [
  ["reactions, shares and points", load(), 7_500],
  ["and a poll", load(widget), 13_000],
  ["or one on a scale", load(widget, "src/parts/rating.ts"), 14_000],
  ["or a ranked poll with its run-off", load(widget, "src/parts/ranking.ts", "src/parts/runoff.ts"), 16_500],
  ["or a quiz", load(widget, "src/parts/quiz.ts"), 16_500],
  ["or a list", load(widget, "src/parts/items.ts"), 16_500],
  ["with pictures, to which readers add", load(widget, "src/parts/items.ts", "src/parts/media.ts", "src/parts/submit.ts"), 21_000],
  ["or memes, to which readers add", load(widget, "src/parts/items.ts", "src/parts/media.ts", "src/parts/compose.ts"), 23_000],
  ["or a story", load(widget, "src/parts/story.ts"), 14_500],
  ["or pictures and players", load(widget, "src/parts/media.ts"), 16_500],
]) {
  const total = (await Promise.all([...paths].map(weigh))).reduce((sum, bytes) => sum + bytes, 0);
  const verdict = total > budget ? ": TOO MUCH" : "";
  console.log(`${what}: ${total} bytes gzip in ${paths.size} files, budget ${budget}${verdict}`);
  if (verdict) process.exitCode = 1;
}
