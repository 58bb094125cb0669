/** `<vox-widget widget="id">`: any widget, drawn from its parts; how to draw them is fetched when one is there. */

import type { Page, Shown } from "../page";
import type { Kid } from "../view";
import { type Brush, VoxElement } from "./element";

type Canvas = import("../parts/canvas").Canvas;

export class VoxWidget extends VoxElement {
  #coming: Promise<Canvas> | undefined;
  #canvas: Canvas | undefined;

  override find(page: Page): Shown | undefined {
    return this.#canvas?.find(page, this.#id);
  }

  override async connectedCallback(): Promise<void> {
    await super.connectedCallback();
    this.#coming ??= import("../parts/canvas").then(({ Canvas }) => Canvas.prepare(this, VoxElement.page, this.#id));
    this.#canvas = await this.#coming.catch(() => undefined);
    this.redraw();
  }

  override body(brush: Brush): Kid[] {
    return this.#canvas!.draw(brush);
  }

  override spoken(brush: Brush): string {
    return this.#canvas!.spoken(brush);
  }

  get #id(): string {
    return this.getAttribute("widget") ?? "";
  }
}
