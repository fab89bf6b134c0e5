//! Documents that the shell makes of the open one: each is a step of undo.

import type { OpenOutcome } from "../bindings/OpenOutcome";
import { remarks } from "./remarks.svelte";
import type { Session } from "./session.svelte";

/** A problem's words are part of a line elsewhere; here they stand alone. */
const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** The document that was made; null, and a remark, where there is none. */
export function made(outcome: OpenOutcome): string | null {
  if (outcome.kind === "opened") return outcome.opened.document;
  const problem = outcome.kind === "refused" ? outcome.diagnostics[0] : undefined;
  if (problem) remarks.say("bad", sentence(problem.message), sentence(problem.hint));
  return null;
}

/** Takes what was made of the model as one step, under the scenario that is looked at. */
export async function take(session: Session, outcome: OpenOutcome, label: string): Promise<boolean> {
  const document = made(outcome);
  if (document === null) return false;
  const { scenario } = session;
  await session.replace(document, label, scenario, () => scenario);
  return true;
}
