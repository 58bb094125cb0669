// Bundles the elements into api/public/bundle: voxpop.js, chunks whose names carry a hash of what is in them, and the
// loader again in a folder named by such a hash; and what the pages of the studio need into api/studio/bundle.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { context, transform } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const bundle = here("../api/public/bundle");

const styles = {
  name: "styles",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true, target: "chrome123" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/**
 * Names of our own objects' properties that may become shorter: nobody outside these files reads them. They stand
 * in no JSON, no module exports them, and no element or event of the browser has them.
 */
const OURS =
  /^(adopt|ask(Again|Own|ing)|button|cast|chooses|css|draft|inline|kids|learnt?|leave|line|note|outbox|passing|pending|place|props|reader|ready|redraw|refresh|renderers|say|sending|single|spoken|states|tag|tell|texts|trouble|verdicts|wait|words)$/;

const building = await context({
  entryPoints: { voxpop: here("src/voxpop.ts"), frame: here("src/frame.ts"), resize: here("src/resize.ts") },
  outdir: bundle,
  chunkNames: "chunks/[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  minify: true,
  mangleProps: OURS,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  plugins: [styles],
});

/**
 * The loader once more, at an address with a hash of what is in it. It names all that it loads by hashes, so the
 * address stands for the whole release, and never for another one.
 */
async function pin() {
  const loader = (await readFile(`${bundle}/voxpop.js`, "utf8")).replaceAll("./chunks/", "../chunks/");
  const release = createHash("sha256").update(loader).digest("hex").slice(0, 16);
  await mkdir(`${bundle}/${release}`);
  await writeFile(`${bundle}/${release}/voxpop.js`, loader);
}

const studio = await context({
  entryPoints: { studio: here("src/studio/studio.ts"), desk: here("src/studio/desk.ts") },
  outdir: here("../api/studio/bundle"),
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});

await rm(bundle, { recursive: true, force: true });
const { metafile } = await building.rebuild();
await writeFile(`${bundle}/meta.json`, JSON.stringify(metafile));
await pin();
await studio.rebuild();
if (process.argv.includes("--watch")) await Promise.all([building.watch(), studio.watch()]);
else await Promise.all([building.dispose(), studio.dispose()]);
