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
  for (const { path: next, kind } of outputs[path].imports) if (kind === "import-statement" && !seen.has(next)) closure(next, seen);
  return seen;
};
const entry = (source) => named.find(([, { entryPoint }]) => entryPoint?.endsWith(source))[0];
const page = closure(entry("src/voxpop.ts"));
const poll = new Set([...page, ...closure(entry("src/parts/canvas.ts"))]);

let failed = false;
for (const [what, paths, budget] of [
  ["reactions, shares and points", page, 7_500],
  ["and a poll", poll, 16_500],
]) {
  const bytes = await Promise.all([...paths].map(async (path) => gzipSync(await readFile(bundle + path.split("/bundle/")[1]), { level: 9 }).length));
  const total = bytes.reduce((sum, each) => sum + each, 0);
  failed ||= total > budget;
  console.log(`${what}: ${total} bytes gzip in ${paths.size} files, budget ${budget}${total > budget ? ": TOO MUCH" : ""}`);
}
process.exit(failed ? 1 : 0);
