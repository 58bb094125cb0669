/**
 * Draws a tree of views into the document, changing only what differs, so that focus and selection stay.
 *
 * No HTML is ever parsed and no style attribute written as text: it works under a strict CSP and Trusted Types.
 */

export type Handler = (event: Event) => void;
export type Props = Record<string, string | number | boolean | null | undefined | Handler>;
export type Kid = View | string | false | null | undefined | Kid[];

export interface View {
  tag: string;
  props: Props;
  kids: Kid[];
}

interface Drawn {
  tag: string;
  props: Props;
}

const drawn = new WeakMap<Node, Drawn>();
const PROPERTIES = new Set(["checked", "disabled", "value"]);

/**
 * Makes a view: `part` names it for our style sheets and the publisher's alike, `key` tells siblings of one tag
 * apart, `--name` sets a custom property, `on...` hears events.
 */
export const h = (tag: string, props: Props = {}, ...kids: Kid[]): View => ({ tag, props, kids });

/** Makes the children of `parent` those that `kids` describe. */
export function draw(parent: Node, kids: Kid[]): void {
  let standing: ChildNode | null = parent.firstChild;
  for (const kid of kids.flat(9) as Exclude<Kid, Kid[]>[]) {
    if (kid === false || kid == null) continue;
    let node = standing;
    while (node && !fits(node, kid)) node = node.nextSibling;
    node ??= make(kid);
    if (node === standing) standing = node.nextSibling;
    else parent.insertBefore(node, standing);
    if (typeof kid === "string") {
      if ((node as Text).data !== kid) (node as Text).data = kid;
    } else {
      dress(node as HTMLElement, kid);
      draw(node, kid.kids);
    }
  }
  while (standing) {
    const next: ChildNode | null = standing.nextSibling;
    standing.remove();
    standing = next;
  }
}

function fits(node: Node, kid: View | string): boolean {
  const known = drawn.get(node);
  if (typeof kid === "string") return !known && node.nodeType === 3;
  return known?.tag === kid.tag && known.props.key === kid.props.key;
}

function make(kid: View | string): ChildNode {
  if (typeof kid === "string") return document.createTextNode(kid);
  const { tag } = kid;
  if (tag !== "svg" && tag !== "path") return document.createElement(tag);
  return document.createElementNS("http://www.w3.org/2000/svg", tag);
}

function dress(node: HTMLElement, { tag, props }: View): void {
  const before = drawn.get(node)?.props ?? {};
  drawn.set(node, { tag, props });
  for (const name in { ...before, ...props }) {
    const value = props[name];
    if (name === "key" || (value === before[name] && !PROPERTIES.has(name))) continue;
    if (name.startsWith("on")) hear(node, name.slice(2));
    else if (name.startsWith("--")) node.style.setProperty(name, String(value));
    else if (PROPERTIES.has(name)) (node as unknown as Record<string, unknown>)[name] = value;
    else if (value === false || value == null) node.removeAttribute(name);
    else {
      node.setAttribute(name, value === true ? "" : String(value));
      if (name === "part") node.setAttribute("class", String(value));
    }
  }
}

/** Listens once; events that a script made up (`isTrusted` false) are nobody's word and are not heard. */
function hear(node: HTMLElement, type: string): void {
  const name = `on${type}` as "onclick";
  node[name] = (event) => {
    const handler = drawn.get(node)?.props[name];
    if (event.isTrusted && typeof handler === "function") handler(event);
  };
}
