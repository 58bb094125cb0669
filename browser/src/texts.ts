/** The product's own words in the reader's language; numbers and plurals by Intl. */

import en from "./texts/core/en.json";

type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Values = Record<string, string | number>;

/** A set of words in one language. `labels` translates publishers' words that the product itself proposed. */
export type Texts<Key extends string = string> = Record<Exclude<Key, "labels">, Message> & {
  labels?: Record<string, string>;
};

export class Language<Key extends string> {
  constructor(
    readonly tag: string,
    readonly texts: Texts<Key>,
  ) {}

  /** Says a sentence; `n` chooses its plural form. */
  say(key: Exclude<Key, "labels">, values: Values = {}): string {
    const message = this.texts[key];
    const text = typeof message === "string" ? message : this.#plural(message, Number(values.n));
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? "";
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  number(value: number): string {
    return value.toLocaleString(this.tag);
  }

  percent(value: number): string {
    return (value / 100).toLocaleString(this.tag, { style: "percent" });
  }

  /** The publisher's word, translated where it is one that the product proposed. */
  label(word = ""): string {
    return this.texts.labels?.[word] ?? word;
  }

  #plural(forms: Exclude<Message, string>, n: number): string {
    return forms[new Intl.PluralRules(this.tag).select(n)] ?? forms.other ?? "";
  }
}

export type CoreKey = keyof typeof en;
export type Core = Language<CoreKey>;

const CORE: Record<string, () => Promise<{ default: Texts<CoreKey> }>> = {
  de: () => import("./texts/core/de.json"),
  fr: () => import("./texts/core/fr.json"),
  es: () => import("./texts/core/es.json"),
  ar: () => import("./texts/core/ar.json"),
};

/** The language of the place where an element stands. */
export const tagOf = (element: Element): string =>
  element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang || navigator.language;

/** Gives the words for a language tag; English where there are none, or they do not arrive. */
export async function speak<Key extends string>(
  tag: string,
  english: Texts<Key>,
  others: Record<string, () => Promise<{ default: Texts<Key> }>>,
): Promise<Language<Key>> {
  try {
    const name = tag.split("-", 1)[0]!.toLowerCase();
    const texts = name === "en" ? english : (await others[name]?.())?.default;
    return new Language(texts ? Intl.getCanonicalLocales(tag)[0]! : "en", texts ?? english);
  } catch {
    return new Language("en", english);
  }
}

export const speakCore = (tag: string): Promise<Core> => speak<CoreKey>(tag, en, CORE);
