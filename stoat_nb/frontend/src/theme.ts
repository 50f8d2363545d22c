/** Colours of the canvas, read from the page's CSS variables and read again when the theme changes. */

export interface Palette {
  dark: boolean;
  background: string;
  lane: string;
  text: string;
  muted: string;
  line: string;
  accent: string;
  clipText: string;
  video: string;
  videoEdge: string;
  audio: string;
  audioEdge: string;
  playhead: string;
}

const NAMES: Record<Exclude<keyof Palette, "dark">, string> = {
  background: "--stoat-canvas",
  lane: "--stoat-lane",
  text: "--stoat-text",
  muted: "--stoat-muted",
  line: "--stoat-line",
  accent: "--stoat-accent",
  clipText: "--stoat-clip-text",
  video: "--stoat-video",
  videoEdge: "--stoat-video-edge",
  audio: "--stoat-audio",
  audioEdge: "--stoat-audio-edge",
  playhead: "--stoat-playhead",
};

/** Is the page dark? JupyterLab says so, then Colab, then VS Code, then the system. */
export function pageIsDark(): boolean {
  const light = document.body.dataset.jpThemeLight;
  if (light !== undefined) return light === "false";
  const theme = document.documentElement.getAttribute("theme");
  if (theme) return theme === "dark";
  if (document.body.classList.contains("vscode-dark")) return true;
  if (document.body.classList.contains("vscode-light")) return false;
  return typeof matchMedia === "function" && matchMedia("(prefers-color-scheme: dark)").matches;
}

/** A `var(...)` inside a custom property is only resolved on an element: ask a probe for the real colour. */
export function readPalette(root: HTMLElement): Palette {
  const probe = document.createElement("i");
  probe.hidden = true;
  root.append(probe);
  const palette = { dark: pageIsDark() } as Palette;
  for (const [key, name] of Object.entries(NAMES) as [Exclude<keyof Palette, "dark">, string][]) {
    probe.style.color = "";
    probe.style.color = `var(${name})`;
    palette[key] = getComputedStyle(probe).color || "gray";
  }
  probe.remove();
  return palette;
}

/** Mark `root` as light or dark, now and on each change of the page's theme. */
export function followTheme(root: HTMLElement, onChange: () => void): () => void {
  const apply = (): void => {
    root.dataset.theme = pageIsDark() ? "dark" : "light";
    onChange();
  };
  apply();
  const observer = new MutationObserver(() => requestAnimationFrame(apply));
  const attributes = {
    attributes: true,
    attributeFilter: ["data-jp-theme-light", "data-jp-theme-name", "class", "theme"],
  };
  observer.observe(document.body, attributes);
  observer.observe(document.documentElement, attributes);
  return () => observer.disconnect();
}
