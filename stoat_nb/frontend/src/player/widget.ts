/** The player on its own: follows a timeline's playhead, or steps through one medium. */

import { button, el, shieldKeys } from "../dom";
import { ensureStyle, MessageLine, widgetRoot } from "../frame";
import { Link, linkTo } from "../link";
import { notebookOf } from "../notebook-cells";
import { sessionOf } from "../session";
import { followTheme } from "../theme";
import { timecode } from "../timecode";
import { commandOf } from "../timeline/keys";
import type { Model, Setup, TimelineView } from "../types";
import { Media } from "./media";
import { mediumProgramme, type Programme, Stage, timelineProgramme } from "./stage";

export async function playerWidget(model: Model, setup: Setup, host: HTMLElement): Promise<() => void> {
  const root = widgetRoot("player", "player");
  const message = new MessageLine();
  host.append(root);
  ensureStyle(host);
  const unfollow = followTheme(root, () => undefined);
  const link = new Link(model);
  if (!setup.media) throw new Error("[stoat-nb] a player without media");
  const mediaLink = await linkTo(model, setup.media);
  const media = new Media(mediaLink, () => notebookOf(model)?.folder() ?? null);
  const session = sessionOf(setup.key);
  const stage = new Stage(session, media);
  let programme: Programme | null = null;

  const position = el("output", { class: "stoat-timecode", "aria-label": "position" });
  const point = (): void => {
    const at = session.state.playhead;
    position.textContent = programme
      ? `${timecode(at, programme.rate)} · frame ${at} of ${programme.frames}`
      : "";
    slider.value = String(at);
    play.setAttribute("aria-label", session.state.playing ? "Pause" : "Play");
  };
  const to = (frame: number): void => {
    const last = Math.max(0, (programme?.frames ?? 1) - 1);
    session.set({ playhead: Math.max(0, Math.min(last, frame)), playing: false });
  };
  const toggle = (): void => session.set({ playing: !session.state.playing });
  const play = button("play", "Play", toggle, { hook: "play", keys: "Space" });
  const slider = el("input", {
    type: "range",
    min: 0,
    max: 0,
    value: 0,
    class: "stoat-slider",
    "aria-label": "frame",
  });
  slider.addEventListener("input", () => to(Number(slider.value)));
  const bar = el(
    "div",
    { class: "stoat-bar stoat-tools", role: "toolbar", "aria-label": "transport" },
    el(
      "div",
      { class: "stoat-group" },
      button("back", "One frame back", () => to(session.state.playhead - 1), { hook: "back", keys: "←" }),
      play,
      button("forward", "One frame on", () => to(session.state.playhead + 1), { hook: "forward", keys: "→" }),
      position,
    ),
  );
  const stageDesk = el(
    "div",
    { class: "stoat-viewer", tabindex: 0, role: "group", "aria-label": "picture" },
    stage.root,
  );
  stageDesk.addEventListener("pointerdown", () => stageDesk.focus({ preventScroll: true }));
  root.append(stageDesk, slider, bar, message.root);
  shieldKeys(root, event => {
    if ((event.target as HTMLElement).closest("button") && event.key === " ") return false;
    const steps: Record<string, () => void> = {
      back: () => to(session.state.playhead - 1),
      forward: () => to(session.state.playhead + 1),
      back10: () => to(session.state.playhead - 10),
      forward10: () => to(session.state.playhead + 10),
      start: () => to(0),
      end: () => to(Number.MAX_SAFE_INTEGER),
      play: toggle,
    };
    const command = commandOf(event);
    const step = command ? steps[command] : undefined;
    step?.();
    return step !== undefined;
  });

  const show = async (result: unknown): Promise<void> => {
    const { view, medium } = result as { view?: TimelineView; medium?: string };
    programme = medium ? await mediumProgramme(medium, media) : view ? timelineProgramme(view, media) : null;
    if (!programme) return;
    slider.max = String(Math.max(0, programme.frames - 1));
    stage.show(programme);
    point();
  };
  const refresh = (): void => {
    link
      .request("timeline.get")
      .then(answer => show(answer.result))
      .catch(error => message.fail(error));
  };
  const undoers = [session.subscribe(point), unfollow];
  if (setup.status) {
    const status = await linkTo(model, setup.status);
    status.onEvent(name => name === "timeline.changed" && refresh());
    undoers.push(() => status.close());
  }
  void mediaLink.request("hello").catch(() => undefined);
  await show((await link.request("hello")).result);
  return () => {
    for (const undo of undoers) undo();
    stage.close();
    media.close();
    mediaLink.close();
    link.close();
    root.remove();
  };
}
