//! Saving and exporting: ask the shell, say how it went.

import type { SaveOutcome } from "../bindings/SaveOutcome";
import * as shell from "../shell/commands";
import { remarks } from "./remarks.svelte";
import type { Session } from "./session.svelte";

/** Saves where the model came from, or asks. Returns false where the person cancelled or the disk refused. */
export async function save(session: Session): Promise<boolean> {
  await session.settled();
  const { document, path } = session;
  return path === null ? saveAs(session) : written(session, document, await shell.save(document, path));
}

export async function saveAs(session: Session): Promise<boolean> {
  await session.settled();
  const { document } = session;
  return written(session, document, await shell.saveAs(document, session.name));
}

async function written(session: Session, document: string, outcome: SaveOutcome): Promise<boolean> {
  if (!remarks.outcome(outcome, "Saved")) return false;
  session.saved(document, outcome.path);
  if (!session.unsaved) await shell.discardRecovery();
  return true;
}

export type ReviewFormat = "pdf" | "csv" | "markdown" | "calendar";

export async function exportReview(session: Session, format: ReviewFormat): Promise<void> {
  await session.settled();
  if (session.errors.length > 0) {
    remarks.say("bad", "The model has errors, so there is nothing to export.", "Correct the marked fields first.");
    return;
  }
  const { document, scenario, deployment, name } = session;
  const review = { document, scenario, deployment };
  const outcome = await {
    pdf: () => shell.exportPdf(review, name),
    csv: () => shell.exportCsvFolder(review),
    markdown: () => shell.exportMarkdown(review, name),
    calendar: () => shell.exportCalendar(review, name),
  }[format]();
  remarks.outcome(outcome, "Exported");
}

export async function exportDrawing(session: Session, graphic: string, format: shell.DrawingFormat): Promise<void> {
  remarks.outcome(await shell.exportDrawing(session.request(0), graphic, format), "Saved");
}

export async function exportTable(session: Session, table: string): Promise<void> {
  remarks.outcome(await shell.exportTable(session.request(0), table), "Saved");
}

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      remarks.say("bad", "The clipboard could not be reached.", "Save the table as CSV instead.");
      return;
    }
  }
  remarks.say("good", `Copied ${what}`);
}

/** For web views that keep the clipboard from pages: a selection can still be copied. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "hidden-text";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
