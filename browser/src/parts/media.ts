/** Draws what there is to look at or listen to. Of another service nothing is loaded before the reader wants it. */

import type { Media } from "../contract";
import { h, type Kid, type Language, speak, tagOf, type VoxElement } from "../core";
import css from "../styles/media.css";
import en from "../texts/media/en.json";
import type { Renderers } from "./drawers";
import type { Scene } from "./scene";

/** How wide a picture is shown: as wide as the column, for which publishers rarely take more. */
const SIZES = "auto, (max-width: 45rem) 100vw, 45rem";
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M8 5v14M16 5v14";
const STILL = "(prefers-reduced-motion: reduce)";

/** What the reader has set going in an element, and what it is drawn with. */
interface Stage {
  text: Language<keyof typeof en>;
  /** Addresses of what plays, or was opened. */
  going: Set<string>;
  /** Clips that their reader has stopped, which do not begin again by themselves. */
  stopped: Set<string>;
  /** Lets clips play while they are in sight. */
  watch: IntersectionObserver;
  redraw(): void;
}

export async function prepare(element: VoxElement): Promise<Renderers> {
  element.adopt(css);
  const text = await speak<keyof typeof en>(tagOf(element), en, {
    de: () => import("../texts/media/de.json"),
    fr: () => import("../texts/media/fr.json"),
    es: () => import("../texts/media/es.json"),
    ar: () => import("../texts/media/ar.json"),
  });
  const stopped = new Set<string>();
  const watch = watchClips(stopped);
  const stage = { text, going: new Set<string>(), stopped, watch, redraw: () => element.redraw() };
  return { media: (media, scene) => drawFigure(media, scene, stage) };
}

function drawFigure(media: Media, scene: Scene, stage: Stage): Kid {
  const { caption, credit } = media;
  return h(
    "figure",
    { part: `figure ${media.kind}`, key: `media ${media.src}` },
    DRAWN[media.kind]?.(media, scene, stage),
    (caption || credit) &&
      h(
        "figcaption",
        { part: "caption" },
        caption && h("span", {}, caption),
        credit && h("span", { part: "credit" }, credit),
      ),
  );
}

const DRAWN: { [Kind in Media["kind"]]: (media: Media, scene: Scene, stage: Stage) => Kid } = {
  image: drawImage,
  clip: drawClip,
  video: drawVideo,
  audio: (media, scene) =>
    h("audio", { part: "audio", controls: true, preload: "none", src: srcOf(media, scene), "aria-label": media.alt }),
  player: drawPlayer,
  notice: drawNotice,
};

const srcOf = ({ src = "" }: Media, scene: Scene): string => scene.address(src);

function drawImage({ sources = [], width, height, alt = "", src = "" }: Media, scene: Scene): Kid {
  return h("img", {
    part: "photo",
    src: scene.address(src || sources.at(-1)?.src || ""),
    srcset: sources.map((each) => `${scene.address(each.src)} ${each.width}w`).join(", ") || null,
    sizes: SIZES,
    width,
    height,
    alt,
    loading: "lazy",
    decoding: "async",
  });
}

/** The still picture of a film: the smallest copy that is not blurred in a column. */
function posterOf({ sources = [] }: Media, scene: Scene): string | null {
  const copy = sources.find(({ width }) => width >= 960) ?? sources.at(-1);
  return copy ? scene.address(copy.src) : null;
}

function drawVideo(media: Media, scene: Scene): Kid {
  const { width, height, alt } = media;
  return h("video", {
    part: "film",
    src: srcOf(media, scene),
    poster: posterOf(media, scene),
    width,
    height,
    "aria-label": alt,
    controls: true,
    playsinline: true,
    preload: "none",
  });
}

/** Lets clips play while they are in sight, where motion is welcome and traffic is not dear. */
function watchClips(stopped: Set<string>): IntersectionObserver {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  const turn = ({ target, isIntersecting }: IntersectionObserverEntry) => {
    const film = target as HTMLVideoElement;
    const moves = !matchMedia(STILL).matches && !connection?.saveData && !stopped.has(film.getAttribute("src")!);
    if (!isIntersecting) film.pause();
    else if (moves) void film.play().catch(() => {});
  };
  return new IntersectionObserver((entries) => entries.forEach(turn), { threshold: 0.5 });
}

/** Plays by itself where the reader wants motion, and stops at a click (WCAG 2.2.2). */
function drawClip(media: Media, scene: Scene, stage: Stage): Kid {
  const { text, going, stopped, watch, redraw } = stage;
  const src = srcOf(media, scene);
  const plays = going.has(src);
  const tell = (playing: boolean) => () => {
    if (playing) going.add(src);
    else going.delete(src);
    redraw();
  };
  const begin = (film: HTMLVideoElement) => {
    // The attribute mutes only what a parser made; what is not muted does not begin by itself.
    film.muted = true;
    watch.observe(film);
  };
  const toggle = (event: Event) => {
    const film = (event.currentTarget as HTMLElement).parentElement!.querySelector("video")!;
    if (!film.paused) stopped.add(src);
    else stopped.delete(src);
    void (film.paused ? film.play().catch(() => {}) : film.pause());
  };
  return h(
    "div",
    { part: "stage" },
    h("video", {
      part: "film",
      src,
      poster: posterOf(media, scene),
      width: media.width,
      height: media.height,
      "aria-label": media.alt,
      loop: true,
      playsinline: true,
      preload: "none",
      onloadstart: (event) => begin(event.target as HTMLVideoElement),
      onplay: tell(true),
      onpause: tell(false),
    }),
    h(
      "button",
      { part: plays ? "toggle" : "toggle start", type: "button", "aria-label": text.say(plays ? "pause" : "play"), onclick: toggle },
      icon(plays ? PAUSE : PLAY),
    ),
  );
}

/** A door to another service's player, which is loaded once it is opened. */
function drawPlayer(media: Media, scene: Scene, { text, going, redraw }: Stage): Kid {
  const { provider = "", width, height, link, alt, src = "" } = media;
  const room = { "--ratio": width ? `${width} / ${height}` : "auto", "--height": width ? "auto" : `${height}px` };
  const open = (event: Event) => {
    const figure = (event.currentTarget as HTMLElement).closest("figure")!;
    going.add(src);
    redraw();
    figure.querySelector("iframe")?.focus();
  };
  const hint = h(
    "p",
    { part: "hint" },
    !going.has(src) && `${text.say("quiet", { provider })} `,
    h("a", { href: link, target: "_blank", rel: "noopener" }, text.say("open_on", { provider })),
  );
  if (!going.has(src)) {
    const label = h("span", { part: "play" }, icon(PLAY), h("span", {}, text.say("play_on", { provider })));
    const door = { part: "door", type: "button", onclick: open, ...room };
    return [h("button", door, media.sources?.length ? drawImage({ ...media, src: "", alt: "" }, scene) : null, label), hint];
  }
  return [
    h("iframe", {
      part: "player",
      src,
      title: alt || provider,
      allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
      referrerpolicy: "strict-origin-when-cross-origin",
      ...room,
    }),
    hint,
  ];
}

function drawNotice({ provider = "", link }: Media, _: Scene, { text }: Stage): Kid {
  return h(
    "div",
    { part: "gone" },
    h("p", {}, text.say("gone", { provider })),
    h("p", {}, h("a", { href: link, target: "_blank", rel: "noopener" }, text.say("look"))),
  );
}

const icon = (d: string): Kid => h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d }));
