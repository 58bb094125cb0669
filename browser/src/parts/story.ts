/** Draws what stands between the parts of a story: prose, links to pages elsewhere, and other widgets. */

import type { Link, Prose } from "../contract";
import { h, type Kid, type VoxElement } from "../core";
import css from "../styles/story.css";
import type { Renderers } from "./drawers";

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  return {
    prose: drawProse,
    link: drawLink,
    // One level deep, also where what is shown within began to show others later.
    widget: ({ id }) =>
      !element.part.contains("within") && h("vox-widget", { part: "within", key: `widget ${id}`, widget: id }),
  };
}

const drawProse = ({ heading, paragraphs }: Prose): Kid => [
  heading && h("h3", { part: "heading" }, heading),
  paragraphs.map((spans) =>
    h(
      "p",
      { part: "text" },
      spans.map(({ text, link }) => (link ? h("a", { href: link, target: "_blank", rel: "noopener" }, text) : text)),
    ),
  ),
];

const drawLink = ({ url, title, text }: Link): Kid =>
  h(
    "a",
    { part: "card", key: `link ${url}`, href: url, target: "_blank", rel: "noopener" },
    h("span", { part: "name" }, title),
    text && h("span", { part: "words" }, text),
    h("span", { part: "hint" }, new URL(url).host),
  );
