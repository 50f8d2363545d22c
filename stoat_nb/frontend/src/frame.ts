/** What all widgets share: the root element, its style sheet, and how errors are told. */

import { el } from "./dom";
import { StoatError } from "./protocol";
import css from "./stoat.css";

const STYLE_ID = "stoat-nb-style";

/** Put our style sheet where `node` lives: the document, or a shadow root. */
export function ensureStyle(node: Node): void {
  const root = node.getRootNode();
  const home = root instanceof ShadowRoot ? root : document.head;
  if (home.querySelector(`#${STYLE_ID}`)) return;
  home.append(el("style", { id: STYLE_ID }, css));
}

export function widgetRoot(kind: string, label: string): HTMLElement {
  return el("section", { class: `stoat-nb stoat-${kind}`, "aria-label": label, "data-widget": kind });
}

/** The line at the foot of a widget: what went wrong, or what has just been done. */
export class MessageLine {
  readonly root = el("div", { class: "stoat-message", role: "status", "aria-live": "polite" });
  private timer: ReturnType<typeof setTimeout> | null = null;

  say(text: string, tone: "plain" | "bad" = "plain", milliseconds = 6000): void {
    if (this.timer) clearTimeout(this.timer);
    this.root.textContent = text;
    this.root.dataset.tone = tone;
    this.timer = text ? setTimeout(() => this.say(""), tone === "bad" ? 15_000 : milliseconds) : null;
  }

  fail(error: unknown): void {
    if (error instanceof DOMException && error.name === "AbortError") return;
    if (error instanceof StoatError) {
      this.root.dataset.code = error.code;
      this.say(error.hint ? `${error.message}: ${error.hint}` : error.message, "bad");
    } else {
      console.error("[stoat-nb]", error);
      this.say(error instanceof Error ? error.message : String(error), "bad");
    }
  }
}
