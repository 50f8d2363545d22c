/** A job: how far it is, how long it will take, and a Cancel that works while a cell runs. */

import { button, el, shieldKeys } from "../dom";
import { ensureStyle, MessageLine, widgetRoot } from "../frame";
import { Link, linkTo } from "../link";
import { followTheme } from "../theme";
import { eta } from "../timecode";
import type { JobState, Model, Setup } from "../types";

const STATES: Record<JobState["state"], string> = {
  queued: "waiting",
  running: "running",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
  interrupted: "interrupted",
};

/** `1,200 of 4,500 frames · about 20 s left`. */
export function progressText(job: JobState): string {
  const number = new Intl.NumberFormat("en");
  const parts = [];
  if (job.total !== null) parts.push(`${number.format(job.done)} of ${number.format(job.total)} ${job.unit}`);
  else if (job.done > 0) parts.push(`${number.format(job.done)} ${job.unit}`);
  if (job.phase && job.state === "running") parts.push(job.phase);
  if (job.state === "running" && job.eta_seconds !== null) parts.push(`${eta(job.eta_seconds)} left`);
  return parts.join(" · ");
}

export async function jobWidget(model: Model, setup: Setup, host: HTMLElement): Promise<() => void> {
  const root = widgetRoot("job", "job");
  host.append(root);
  ensureStyle(host);
  const unfollow = followTheme(root, () => undefined);
  const link = new Link(model);
  const message = new MessageLine();
  const title = el("h3", { class: "stoat-title" });
  const state = el("span", { class: "stoat-badge" });
  const fill = el("div", { class: "stoat-fill" });
  const bar = el(
    "div",
    { class: "stoat-progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 },
    fill,
  );
  const text = el("div", { class: "stoat-muted stoat-job-text" });
  const outcome = el("div", { class: "stoat-outcome" });
  const cancel = button("stop", "Cancel", () => ask(), { label: "Cancel", hook: "cancel" });
  root.append(
    el("header", { class: "stoat-bar" }, el("div", { class: "stoat-group" }, title, state), cancel),
    bar,
    text,
    outcome,
    message.root,
  );
  shieldKeys(root, () => false);

  const show = (job: JobState): void => {
    title.textContent = job.title;
    state.textContent = STATES[job.state] ?? job.state;
    state.dataset.tone = job.state === "done" ? "good" : job.state === "failed" ? "warn" : "note";
    const known = job.total !== null && job.total > 0;
    const share = job.state === "done" ? 1 : known ? Math.min(1, job.done / (job.total ?? 1)) : 0;
    fill.style.width = `${(share * 100).toFixed(2)}%`;
    bar.dataset.unknown = String(!known && job.state === "running");
    if (known) bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    else bar.removeAttribute("aria-valuenow");
    text.textContent = progressText(job);
    const trouble = job.error ? [job.error.message, job.error.hint].filter(Boolean).join(": ") : "";
    outcome.textContent = trouble || (job.result ?? "");
    outcome.dataset.tone = trouble && job.state !== "cancelled" ? "bad" : "plain";
    const active = job.state === "running" || job.state === "queued";
    cancel.hidden = !active;
    root.dataset.state = job.state;
    root.dataset.done = String(job.done);
    root.dataset.total = String(job.total ?? "");
  };
  const ask = (): void => {
    cancel.disabled = true;
    link
      .request("job.cancel")
      .then(answer => show((answer.result as { job: JobState }).job))
      .catch(error => {
        cancel.disabled = false;
        message.fail(error);
      });
  };
  const undoers = [unfollow];
  if (setup.status) {
    const status = await linkTo(model, setup.status);
    status.onEvent((name, payload) => {
      if (name === "job.changed") show(payload.job as JobState);
    });
    undoers.push(() => status.close());
  }
  show(((await link.request("hello")).result as { job: JobState }).job);
  return () => {
    for (const undo of undoers) undo();
    link.close();
    root.remove();
  };
}
