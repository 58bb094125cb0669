/** Counts a reader who came by a link that another one passed on. Fetched with what sends ballots. */

import { marked, type Page } from "./core";
import { send } from "./delivery";

const MARK = /[?&]vox_via=((\w+)\.[\w.-]+)/;

/** Resolves when the reader looks at the page: neither a page made ready in advance nor a tab behind has readers. */
const looked = () =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!document.hidden) resolve();
    };
    document.addEventListener("visibilitychange", look);
    look();
  });

/** Casts the arrival, once a reader. Whatever is wrong with the link is no trouble of the reader's. */
export async function arrive(page: Page): Promise<void> {
  const [, mark, channel] = MARK.exec(location.search) ?? [];
  const slot = `arrived_${channel}`;
  const shown = page.find("shares");
  if (!shown || slot in shown.mine) return;
  await looked();
  const { id } = shown.widget;
  page.learn(id, await send(page.place, { widget: id, slot, ballot: {}, url: marked(page.place, mark) }));
  page.tell();
}
