//! Everything a person can do from the keyboard, in one list: the shortcuts, the command palette and the menus' hints.

import type { Desk } from "./desk.svelte";
import { exportReview, save, saveAs } from "./files";
import { theme } from "./theme.svelte";
import { VIEWS } from "./views";

export interface Action {
  id: string;
  label: string;
  /** More words to find it by. */
  about?: string;
  /** "Ctrl S", as shown; the first is the one to learn. */
  keys: string[];
  run: () => void;
}

export function actions(desk: Desk): Action[] {
  const act = (id: string, label: string, run: () => unknown, ...keys: string[]): Action => ({
    id,
    label,
    keys,
    run: () => void run(),
  });
  const always = [
    act("open", "Open a file…", desk.openFile, "Ctrl O"),
    act("theme", `Theme: ${theme.choice}. Switch`, () => theme.cycle()),
  ];
  const { session } = desk;
  if (!session) return always;
  return [
    act("save", "Save", () => save(session), "Ctrl S"),
    act("save-as", "Save as…", () => saveAs(session), "Ctrl Shift S"),
    act("undo", session.undoLabel ? `Undo: ${session.undoLabel}` : "Undo", () => session.undo(), "Ctrl Z"),
    act(
      "redo",
      session.redoLabel ? `Redo: ${session.redoLabel}` : "Redo",
      () => session.redo(),
      "Ctrl Shift Z",
      "Ctrl Y",
    ),
    act("export-pdf", "Export the review as PDF…", () => exportReview(session, "pdf"), "Ctrl E"),
    act("export-csv", "Export every table as CSV…", () => exportReview(session, "csv")),
    act("export-markdown", "Export the review as Markdown…", () => exportReview(session, "markdown")),
    act("export-calendar", "Export the upgrades as calendar…", () => exportReview(session, "calendar")),
    ...VIEWS.map(({ id, label, about }, index) => ({
      ...act(`view-${id}`, `Go to ${label}`, () => session.choose({ view: id }), `Alt ${index + 1}`),
      about,
    })),
    act("period", "Switch between months and quarters", () =>
      session.choose({ period: session.period === "month" ? "quarter" : "month" }),
    ),
    ...always,
    act("gallery", "Back to the gallery", () => desk.putAway()),
  ];
}

/** The keys of an event as an action names them, or null where no modifier is held. */
export function keysOf(event: KeyboardEvent): string | null {
  const control = event.ctrlKey || event.metaKey;
  if (!control && !event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return [control && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", key].filter(Boolean).join(" ");
}
