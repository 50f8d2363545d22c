/** The library browser: search as you type, rows or pictures, everything by keyboard too. */

import { button, el, icon, shieldKeys } from "../dom";
import { ensureStyle, MessageLine, widgetRoot } from "../frame";
import { bytes, Link } from "../link";
import { parseRational, toNumber } from "../rational";
import { followTheme } from "../theme";
import { clock } from "../timecode";
import type { LibraryItem, LibraryPage, Model, Setup } from "../types";

const PAGE = 60;
const TYPING_MS = 180;
const THUMB_WIDTH = 320;

let count = 0;

export async function libraryWidget(model: Model, setup: Setup, host: HTMLElement): Promise<() => void> {
  const widget = new LibraryWidget(new Link(model), setup, host);
  await widget.begin();
  return () => widget.close();
}

/** One line of facts about a medium. */
export function facts(item: LibraryItem): string {
  const parts = [clock(toNumber(parseRational(item.duration)))];
  if (item.width && item.height) parts.push(`${item.width}×${item.height}`);
  if (item.kind === "video") parts.push(item.rate ? `${rateName(item.rate)} fps` : "variable rate");
  if (item.codec) parts.push(item.codec);
  if (item.offline) parts.push("offline");
  return parts.join(" · ");
}

/** `29.97` for 30000/1001. */
export function rateName(rate: string): string {
  const value = toNumber(parseRational(rate));
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

class LibraryWidget {
  private readonly root = widgetRoot("library", "library");
  private readonly message = new MessageLine();
  private readonly search = el("input", {
    type: "search",
    class: "stoat-search",
    placeholder: "Search",
    "aria-label": "search the library",
    autocomplete: "off",
    spellcheck: "false",
  });
  private readonly sort = el("select", { class: "stoat-select", "aria-label": "order" });
  private readonly list = el("div", {
    class: "stoat-media",
    role: "listbox",
    tabindex: 0,
    "aria-label": "media",
    "data-layout": "grid",
  });
  private readonly tally = el("span", { class: "stoat-muted" });
  private readonly prefix = `stoat-medium-${++count}-`;
  private readonly thumbs = new Map<string, string>();
  private readonly waiting = new Map<Element, LibraryItem>();
  private readonly observer: IntersectionObserver;
  private readonly unfollow: () => void;
  private items: LibraryItem[] = [];
  private total = 0;
  private selected = -1;
  private asked: AbortController | null = null;
  private more = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly link: Link,
    private readonly setup: Setup,
    host: HTMLElement,
  ) {
    host.append(this.root);
    ensureStyle(host);
    this.unfollow = followTheme(this.root, () => undefined);
    this.observer = new IntersectionObserver(entries => this.onSeen(entries), { rootMargin: "120px" });
  }

  async begin(): Promise<void> {
    const orders = {
      name: "Name",
      "-added": "Newest",
      added: "Oldest",
      "-duration": "Longest",
      duration: "Shortest",
    };
    this.sort.append(...Object.entries(orders).map(([value, text]) => el("option", { value }, text)));
    const layout = (name: "grid" | "list"): void => {
      this.list.dataset.layout = name;
      for (const other of this.root.querySelectorAll("[data-do=grid],[data-do=list]")) {
        other.setAttribute("aria-pressed", String((other as HTMLElement).dataset.do === name));
      }
    };
    const field = el("label", { class: "stoat-field" }, icon("search"), this.search);
    const title = el("h3", { class: "stoat-title" }, "Library");
    this.root.append(
      el(
        "header",
        { class: "stoat-bar" },
        el("div", { class: "stoat-group" }, title, this.tally),
        el(
          "div",
          { class: "stoat-group" },
          field,
          this.sort,
          button("grid", "Show as pictures", () => layout("grid"), { hook: "grid" }),
          button("list", "Show as a list", () => layout("list"), { hook: "list" }),
        ),
      ),
      this.list,
      this.message.root,
    );
    layout("grid");
    shieldKeys(this.root, event => this.onKey(event));
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => void this.query(), TYPING_MS);
    });
    this.sort.addEventListener("change", () => void this.query());
    this.list.addEventListener("scroll", () => {
      if (this.list.scrollTop + this.list.clientHeight > this.list.scrollHeight - 200) void this.append();
    });
    const hello = (await this.link.request("hello")).result as { name: string };
    title.textContent = hello.name;
    this.root.dataset.key = this.setup.key;
    await this.query();
  }

  close(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.observer.disconnect();
    this.unfollow();
    for (const url of this.thumbs.values()) if (url) URL.revokeObjectURL(url);
    this.link.close();
    this.root.remove();
  }

  /** Ask for the first page; an older question that is still on its way is dropped. */
  private async query(): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    try {
      const page = await this.page(0, asked.signal);
      if (asked.signal.aborted) return;
      this.items = page.items;
      this.total = page.total;
      this.waiting.clear();
      this.observer.disconnect();
      this.list.replaceChildren(...page.items.map((item, index) => this.card(item, index)));
      if (page.total === 0) {
        const text = this.search.value ? "Nothing found" : 'No media yet: project.ingest("folder") adds some';
        this.list.append(el("p", { class: "stoat-nothing" }, text));
      }
      this.list.scrollTop = 0;
      this.choose(-1);
      this.tell();
    } catch (error) {
      this.message.fail(error);
    }
  }

  private async append(): Promise<void> {
    if (this.more || this.items.length >= this.total || !this.asked) return;
    this.more = true;
    const { signal } = this.asked;
    try {
      const first = this.items.length;
      const page = await this.page(first, signal);
      if (signal.aborted) return;
      this.items.push(...page.items);
      this.list.append(...page.items.map((item, index) => this.card(item, first + index)));
      this.tell();
    } catch (error) {
      this.message.fail(error);
    } finally {
      this.more = false;
    }
  }

  private async page(offset: number, signal: AbortSignal): Promise<LibraryPage> {
    const wanted = { text: this.search.value, offset, limit: PAGE, sort: this.sort.value };
    return (await this.link.request("library.query", wanted, { signal })).result as LibraryPage;
  }

  private tell(): void {
    this.tally.textContent = this.total === 1 ? "1 medium" : `${this.total} media`;
    this.root.dataset.total = String(this.total);
    this.root.dataset.query = this.search.value;
  }

  private card(item: LibraryItem, index: number): HTMLElement {
    const picture = el("div", { class: "stoat-thumb", "data-kind": item.kind });
    const name = el("div", { class: "stoat-name", title: item.path }, item.name);
    const about = el("div", { class: "stoat-facts" }, facts(item));
    const card = el(
      "div",
      {
        class: "stoat-card",
        role: "option",
        id: this.prefix + index,
        "aria-selected": "false",
        "data-medium": item.id,
      },
      picture,
      el("div", { class: "stoat-about" }, name, about),
    );
    card.addEventListener("click", () => this.choose(index));
    this.waiting.set(picture, item);
    this.observer.observe(picture);
    return card;
  }

  private onSeen(entries: IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const item = this.waiting.get(entry.target);
      if (!entry.isIntersecting || !item) continue;
      this.waiting.delete(entry.target);
      this.observer.unobserve(entry.target);
      if (item.kind !== "audio" && !item.offline) void this.thumb(entry.target, item);
    }
  }

  private async thumb(place: Element, item: LibraryItem): Promise<void> {
    try {
      let url = this.thumbs.get(item.id);
      if (url === undefined) {
        const answer = await this.link.request("thumb.get", { medium: item.id, width: THUMB_WIDTH });
        const data = bytes(answer);
        url = data.length ? URL.createObjectURL(new Blob([data], { type: "image/jpeg" })) : "";
        this.thumbs.set(item.id, url);
      }
      if (url) place.append(el("img", { src: url, alt: "", draggable: "false" }));
    } catch {
      place.setAttribute("data-failed", ""); // the row says what it is without its picture
    }
  }

  private choose(index: number): void {
    const before = this.list.querySelector("[aria-selected=true]");
    before?.setAttribute("aria-selected", "false");
    this.selected = index;
    const card = this.list.children[index];
    const item = this.items[index];
    this.root.dataset.selection = item?.id ?? "";
    if (!card || !item) {
      this.list.removeAttribute("aria-activedescendant");
      return;
    }
    card.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", card.id);
    card.scrollIntoView({ block: "nearest" });
    this.message.say(`${item.path} · ${facts(item)}`, "plain", 60_000);
  }

  private onKey(event: KeyboardEvent): boolean {
    if (event.target === this.search) {
      if (event.key === "Escape" && this.search.value) {
        this.search.value = "";
        void this.query();
        return true;
      }
      if (event.key !== "ArrowDown" || this.items.length === 0) return false;
      this.list.focus();
      this.choose(0);
      return true;
    }
    if (event.target !== this.list) return false;
    if (event.key === "/") {
      this.search.focus();
      return true;
    }
    const across = this.list.dataset.layout === "grid" ? this.columns() : 1;
    const last = this.items.length - 1;
    const moves: Record<string, number> = {
      ArrowRight: this.selected + 1,
      ArrowLeft: this.selected - 1,
      ArrowDown: this.selected < 0 ? 0 : this.selected + across,
      ArrowUp: this.selected - across,
      Home: 0,
      End: last,
      PageDown: this.selected + across * 4,
      PageUp: this.selected - across * 4,
    };
    const to = moves[event.key];
    if (to === undefined || last < 0) return false;
    this.choose(Math.max(0, Math.min(last, to)));
    if (this.selected === last) void this.append();
    return true;
  }

  private columns(): number {
    const cards = [...this.list.children] as HTMLElement[];
    const top = cards[0]?.offsetTop;
    return Math.max(1, cards.filter(card => card.offsetTop === top).length);
  }
}
