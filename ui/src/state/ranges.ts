//! Stating an assumption as a range. The shell makes the document; the session takes it as one step of undo.

import type { DiagnosticLine } from "../bindings/DiagnosticLine";
import type { Field } from "../bindings/Field";
import type { RangeFields } from "../bindings/RangeFields";
import * as shell from "../shell/commands";
import type { Session } from "./session.svelte";

/** Why the range cannot be stated; nothing where it was. */
export async function makeRange(session: Session, field: Field, range: RangeFields): Promise<DiagnosticLine[]> {
  const outcome = await shell.makeRange({ document: session.document, path: field.path, ...range });
  if (outcome.kind === "refused") return outcome.diagnostics;
  if (outcome.kind === "opened") {
    const { scenario } = session;
    await session.replace(outcome.opened.document, `range of ${field.label}`, scenario, () => scenario);
  }
  return [];
}
