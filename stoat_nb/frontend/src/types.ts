/** The shapes that the kernel sends (stoat_nb/widgets/models.py), and what we use of Jupyter's objects. */

export interface Model {
  get(name: string): unknown;
  on(name: string, callback: (...args: never[]) => void): void;
  off(name: string, callback: (...args: never[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  widget_manager?: unknown;
}

export interface Setup {
  kind: "timeline" | "player" | "library" | "job";
  protocol: number;
  status: string | null;
  media: string | null;
  key: string;
}

export interface Format {
  rate: string;
  width: number;
  height: number;
  sample_rate: number;
}

export interface Item {
  kind: "clip" | "gap";
  start: number;
  frames: number;
  id?: string;
  link?: string;
  label?: string;
  medium?: string;
  source_start?: string;
  head_room?: number;
  tail_room?: number;
}

export interface Track {
  name: string;
  kind: "video" | "audio";
  items: Item[];
}

export interface PictureUse {
  start_frame: number;
  frames: number;
  clips: string[];
  label: string;
  medium: string;
  source_start: string;
  speed: string;
}

export interface Parked {
  block: string;
  index: number;
  code: string;
  message: string;
}

export interface TimelineView {
  name: string;
  revision: number;
  format: Format | null;
  duration_frames: number;
  tracks: Track[];
  scene: PictureUse[];
  state: string;
  parked: Parked[];
  can_undo: boolean;
  can_redo: boolean;
  /** The cell or named block that made the last edit; null when it was the mouse. */
  undo_cell: string | null;
}

export interface HandCode {
  code: string;
  block: string;
  after_cell: string | null;
}

export interface LibraryItem {
  id: string;
  name: string;
  path: string;
  kind: string;
  duration: string;
  frames: number | null;
  rate: string | null;
  width: number | null;
  height: number | null;
  codec: string | null;
  offline: boolean;
}

export interface LibraryPage {
  total: number;
  items: LibraryItem[];
}

export interface OpenedMedium {
  id: string;
  name: string;
  kind: string;
  size: number;
  files_url_path: string | null;
  rate: string | null;
  first_time: string;
  time_base: string;
  timestamps: number[] | null;
  end_pts: number;
  frames: number;
  width: number;
  height: number;
  rotation: number;
}

export interface JobState {
  id: string;
  title: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";
  done: number;
  total: number | null;
  unit: string;
  phase: string;
  elapsed_seconds: number;
  eta_seconds: number | null;
  error: { code: string; message: string; hint: string } | null;
  result: string | null;
}
