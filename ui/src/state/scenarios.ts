//! Adding and removing scenarios. The shell makes the document; the session takes it as one step of undo.

import * as shell from "../shell/commands";
import { made } from "./documents";
import type { Session } from "./session.svelte";

/** A new scenario that starts out as the one on screen, and is then the one on screen. */
export async function addScenario(session: Session, label: string): Promise<void> {
  const known = new Set(session.picture?.scenarios.map((choice) => choice.id));
  const from = session.scenario;
  const document = made(await shell.addScenario({ document: session.document, label, from }));
  if (document === null) return;
  await session.replace(document, `scenario ${label}`, from, (look) => {
    const added = look.picture?.scenarios.find((choice) => !known.has(choice.id));
    if (added) session.choose({ scenario: added.id });
    return added?.id ?? from;
  });
}

export async function removeScenario(session: Session, id: string, label: string): Promise<void> {
  const document = made(await shell.removeScenario(session.document, id));
  if (document !== null) await session.replace(document, `removing ${label}`, "", () => "");
}
