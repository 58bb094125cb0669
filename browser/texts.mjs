// Checks the message files: every language says everything, with the same blanks and all its plural forms.
import { readdir, readFile } from "node:fs/promises";

const blanks = (text) => [...new Set(text.match(/\{\w+\}/g))].sort().join();
const problems = [];

for (const set of await readdir(new URL("src/texts/", import.meta.url))) {
  const folder = new URL(`src/texts/${set}/`, import.meta.url);
  const load = async (file) => JSON.parse(await readFile(new URL(file, folder), "utf8"));
  const english = await load("en.json");
  for (const file of await readdir(folder)) {
    const texts = await load(file);
    const wanted = new Intl.PluralRules(file.slice(0, 2)).resolvedOptions().pluralCategories.toSorted().join();
    const say = (what) => problems.push(`${set}/${file}: ${what}`);
    for (const key of new Set([...Object.keys(english), ...Object.keys(texts)])) {
      const [ours, theirs] = [english[key], texts[key]];
      if (key === "labels") continue;
      if (typeof ours !== typeof theirs) say(`${key} is missing, not wanted, or of another kind`);
      else if (typeof theirs === "string") blanks(ours) === blanks(theirs) || say(`${key} has other blanks`);
      else Object.keys(theirs).toSorted().join() === wanted || say(`${key} must have the forms ${wanted}`);
    }
  }
}
console.log(problems.join("\n") || "All languages say everything.");
process.exitCode = problems.length ? 1 : 0;
