/** Small makers of elements; text goes in as text, never as markup. */

type Attributes = Record<string, string | number | boolean | null | undefined>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export type Icon = keyof typeof ICONS;

// 16 by 16, drawn by us; strokes take the colour of the text
const ICONS = {
  undo: "M6 3 3 6l3 3M3 6h6a4 4 0 0 1 0 8H6",
  redo: "m10 3 3 3-3 3M13 6H7a4 4 0 0 0 0 8h3",
  split: "M8 2v12M2.5 5.5H5M2.5 10.5H5M11 5.5h2.5M11 10.5h2.5",
  bin: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  fit: "M2.5 3v10M13.5 3v10M5 8h6M5 8l2-2M5 8l2 2M11 8 9 6M11 8l-2 2",
  play: "M5 3v10l8-5z",
  pause: "M5.5 3v10M10.5 3v10",
  back: "M10 3 5 8l5 5M3 3v10",
  forward: "m6 3 5 5-5 5M13 3v10",
  write: "M2.5 2.5h11v11h-11zM5 6l2 2-2 2M8.5 10H11",
  ripple: "M2 4v8M5 6h6v4H5zM14 4v8",
  grid: "M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2",
  stop: "M4 4h8v8H4z",
  keys: "M2 4.5h12v7H2zM4.5 7h.01M7 7h.01M9.5 7h.01M11.5 7h.01M5 9.5h6",
} as const;

export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "stoat-icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with an icon; its title names it for everyone, and its shortcut. */
export function button(
  name: Icon,
  title: string,
  onClick: () => void,
  options: { label?: string; keys?: string; hook?: string } = {},
): HTMLButtonElement {
  const element = el("button", {
    type: "button",
    class: "stoat-button",
    title: options.keys ? `${title} (${options.keys})` : title,
    "aria-label": title,
    "data-do": options.hook,
  });
  element.append(icon(name));
  if (options.label) element.append(el("span", {}, options.label));
  element.addEventListener("click", onClick);
  return element;
}

/** Keep keys and clicks of `root` to ourselves: Jupyter's shortcuts listen on the document. */
export function shieldKeys(root: HTMLElement, onKey: (event: KeyboardEvent) => boolean): void {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  root.addEventListener("keydown", event => {
    if (onKey(event)) event.preventDefault();
    event.stopPropagation();
  });
  for (const name of ["keyup", "keypress", "copy", "cut", "paste", "contextmenu"] as const) {
    root.addEventListener(name, event => event.stopPropagation());
  }
}
