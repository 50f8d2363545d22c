/** The module that anywidget loads: one entry for all widgets of stoat-nb. */

import { el } from "./dom";
import { jobWidget } from "./job/widget";
import { libraryWidget } from "./library/widget";
import { playerWidget } from "./player/widget";
import { VERSION } from "./protocol";
import { timelineWidget } from "./timeline/widget";
import type { Model, Setup } from "./types";

const WIDGETS = {
  timeline: timelineWidget,
  player: playerWidget,
  library: libraryWidget,
  job: jobWidget,
} as const;

function readSetup(model: Model): Setup {
  const setup = model.get("setup") as Setup | undefined;
  if (!setup || !(setup.kind in WIDGETS))
    throw new Error("this widget is of a kind that the page does not know");
  if (setup.protocol !== VERSION) throw new Error("page and kernel have different versions of stoat-nb");
  return setup;
}

/** Draw one view; whatever breaks is said in the place of the widget. */
function render({ model, el: host }: { model: Model; el: HTMLElement }): () => void {
  let close: (() => void) | null = null;
  let closed = false;
  const begin = async (): Promise<void> => {
    const setup = readSetup(model);
    const stop = await WIDGETS[setup.kind](model, setup, host);
    if (closed) stop();
    else close = stop;
  };
  begin().catch((error: unknown) => {
    console.error("[stoat-nb]", error);
    const reason = error instanceof Error ? error.message : String(error);
    host.replaceChildren(
      el("p", { class: "stoat-nb stoat-broken", role: "alert" }, `stoat-nb: ${reason}. Run the cell again.`),
    );
  });
  return () => {
    closed = true;
    close?.();
  };
}

export default { render };
