/** Registers the elements. A second copy of the script finds them defined and does nothing. */

import { Page } from "../page";
import type { Place } from "../requests";
import { VoxElement } from "./element";
import { VoxPoints } from "./points";
import { VoxReactions } from "./reactions";
import { VoxShares } from "./shares";
import { VoxWidget } from "./widget";

export function define(place: Place): void {
  if (customElements.get("vox-widget")) return;
  VoxElement.page = new Page(place);
  customElements.define("vox-reactions", VoxReactions);
  customElements.define("vox-shares", VoxShares);
  customElements.define("vox-points", VoxPoints);
  customElements.define("vox-widget", VoxWidget);
}
