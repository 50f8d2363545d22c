/** State that lives only in the page, one for each object: every view of it shows the same playhead. */

export interface PageState {
  playhead: number;
  selection: string | null; // the link (picture and its sound) that is selected
  ripple: boolean;
  pxPerFrame: number | null; // null: fit the whole timeline
  playing: boolean;
}

export class Session {
  readonly state: PageState = {
    playhead: 0,
    selection: null,
    ripple: false,
    pxPerFrame: null,
    playing: false,
  };
  private readonly listeners = new Set<(changed: Partial<PageState>) => void>();

  set(changed: Partial<PageState>): void {
    const real = Object.entries(changed).filter(
      ([name, value]) => this.state[name as keyof PageState] !== value,
    );
    if (real.length === 0) return;
    const difference = Object.fromEntries(real) as Partial<PageState>;
    Object.assign(this.state, difference);
    for (const listener of [...this.listeners]) listener(difference);
  }

  subscribe(listener: (changed: Partial<PageState>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

// Each displayed widget may load this module anew (a blob each time), so the table hangs on the page.
const SLOT = Symbol.for("stoat-nb.sessions.v1");

export function sessionOf(key: string): Session {
  const page = globalThis as { [SLOT]?: Map<string, Session> };
  page[SLOT] ??= new Map();
  let session = page[SLOT].get(key);
  if (!session) {
    session = new Session();
    page[SLOT].set(key, session);
  }
  return session;
}
