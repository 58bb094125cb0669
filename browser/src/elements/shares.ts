/** `<vox-shares>`: ways to pass the page on, and how often readers did; with `view="count"` only the number. */

import { numberIn } from "../choice";
import type { Option } from "../contract";
import css from "../styles/shares.css";
import { marked } from "../requests";
import { h, type Kid } from "../view";
import { type Brush, offer, VoxElement } from "./element";
import { move } from "./group";
import { icon } from "./icons";

/** What a service is called, and its address before the page's title and between title and URL. */
const SERVICES: Record<string, [name: string, before: string, between: string]> = {
  x: ["X", "https://x.com/intent/post?text=", "&url="],
  facebook: ["Facebook", "https://www.facebook.com/sharer/sharer.php?t=", "&u="],
  whatsapp: ["WhatsApp", "https://wa.me/?text=", "%20"],
  telegram: ["Telegram", "https://t.me/share/url?text=", "&url="],
  email: ["", "mailto:?subject=", "&body="],
};
/** How long (milliseconds) it says that the link was copied. */
const CONFIRMED = 4000;

export class VoxShares extends VoxElement {
  static override css = css;
  static override format = "shares";
  #copied = 0;

  override body(brush: Brush): Kid[] {
    const { options } = offer(brush);
    return [
      h("p", { part: "total count" }, this.spoken(brush)),
      h(
        "div",
        { part: "channels", role: "group", "aria-label": this.spoken(brush), onkeydown: move },
        options.map((option) => this.#channel(brush, option)),
      ),
    ];
  }

  override spoken({ widget, words }: Brush): string {
    return words.say("shares", { n: numberIn(widget.parts) ?? 0 });
  }

  #channel(brush: Brush, option: Option): Kid {
    const { words, page } = brush;
    const { channel = "" } = option;
    const url = marked(page.place, page.marks[channel]);
    const cast = () => this.cast(brush, option);
    const plain = { key: channel, part: `channel button ${channel}-button` };
    const service = SERVICES[channel];
    if (service) {
      const [name, before, between] = service;
      const title = name ? words.say("on", { service: name }) : words.say("email");
      const href = before + encodeURIComponent(document.title) + between + encodeURIComponent(url);
      return h("a", { ...plain, href, target: "_blank", rel: "noopener", title, onclick: cast }, icon(channel));
    }
    if (channel !== "copy" && !navigator.share) return null;
    const copied = channel === "copy" && this.#copied > 0;
    const passOn = { title: document.title, url };
    const share = () => (channel === "copy" ? this.#copy(brush, url) : navigator.share(passOn));
    return h(
      "button",
      { ...plain, type: "button", onclick: () => void share().then(cast, () => {}) },
      icon(copied ? "done" : channel),
      words.say(copied ? "copied" : channel === "copy" ? "copy" : "native"),
    );
  }

  /** Puts the link into the clipboard and says so for a while; where that is not allowed, shows it. */
  async #copy({ words }: Brush, url: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(url);
    } catch (refused) {
      this.note = words.say("copy_failed", { url });
      this.redraw();
      throw refused;
    }
    this.#copied++;
    this.redraw();
    setTimeout(() => {
      this.#copied--;
      this.redraw();
    }, CONFIRMED);
  }
}
