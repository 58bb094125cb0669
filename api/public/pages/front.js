/** Keeps the front page's numbers fresh: two cached requests now and then, while somebody looks at it. */

const EVERY = 15_000;
const SHOWN = 5;

const front = document.querySelector(".front");
const list = front.querySelector(".trending ol");
const teasers = new Map([...front.querySelectorAll(".teaser")].map((each) => [each.dataset.url, each]));
const { site, by, window: span } = front.dataset;

const numbers = new Intl.NumberFormat("en-GB");
const tell = (n, unit) => `${numbers.format(n)} ${unit}${Math.abs(n) === 1 ? "" : "s"}`;

/** Makes an element; nothing here is ever parsed as HTML. */
function make(tag, text = "", properties = {}) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(text);
  return node;
}

async function ask(path) {
  const response = await fetch(path, { credentials: "omit", signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()).pages;
}

function showCounts(page) {
  const teaser = teasers.get(page.url);
  for (const node of teaser.querySelectorAll("[data-count]")) {
    const unit = node.dataset.count;
    const text = tell(page[unit], unit.slice(0, -1));
    if (node.textContent !== text) node.textContent = text;
    node.hidden = false;
  }
  const badges = page.badges.map(({ icon, label }) => {
    const badge = make("span", "", { className: "badge" });
    badge.append(make("span", icon, { ariaHidden: "true" }), ` ${label}`);
    return badge;
  });
  teaser.querySelector(".badges").replaceChildren(...badges);
}

/** Pages that are none of the front page's are left out: anyone may react on any address of the site. */
function showBoard(pages) {
  const rows = pages.filter(({ url }) => teasers.has(url)).slice(0, SHOWN);
  list.replaceChildren(
    ...rows.map(({ url, count }) => {
      const link = teasers.get(url).querySelector("h2 a");
      const row = make("li");
      row.append(make("a", link.textContent, { href: link.href }), " ", make("span", tell(count, "ballot")));
      return row;
    }),
  );
  front.querySelector(".quiet").hidden = rows.length > 0;
}

async function refresh() {
  if (document.hidden) return;
  const asked = new URLSearchParams([["site", site], ...[...teasers.keys()].map((url) => ["url", url])]);
  const tasks = [
    ask(`/v1/counts?${asked}`).then((pages) => pages.forEach(showCounts)),
    ask(`/v1/boards/${site}?${new URLSearchParams({ by, window: span })}`).then(showBoard),
  ];
  // What does not come stays as it is; the next time may bring it.
  await Promise.allSettled(tasks);
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
addEventListener("pageshow", refresh);
