//! Short remarks at the foot of the window: what was saved, what could not be, and what to do about it.

import type { SaveOutcome } from "../bindings/SaveOutcome";
import type { Tone } from "../bindings/Tone";

export interface Remark {
  id: number;
  tone: Tone;
  text: string;
  hint: string;
}

/** Good news leaves by itself; bad news stays until it is dismissed. */
const READING_MS = 4000;

class Remarks {
  list = $state<Remark[]>([]);
  #last = 0;

  say(tone: Tone, text: string, hint = ""): void {
    const id = ++this.#last;
    this.list = [...this.list.filter((remark) => remark.text !== text), { id, tone, text, hint }].slice(-3);
    if (tone !== "bad") setTimeout(() => this.dismiss(id), READING_MS);
  }

  /** Says how saving went. Returns whether there is now a file. */
  outcome(outcome: SaveOutcome, verb: string): outcome is Extract<SaveOutcome, { kind: "saved" }> {
    if (outcome.kind === "saved") this.say("good", `${verb} ${outcome.name}`);
    if (outcome.kind === "failed") this.say("bad", outcome.message, outcome.hint);
    return outcome.kind === "saved";
  }

  /** Something the shell did not expect. The work is still here, so say that and go on. */
  unexpected(reason: unknown): void {
    const text = reason instanceof Error ? reason.message : String(reason);
    this.say(
      "bad",
      `Something went wrong: ${text}`,
      "Your model is unchanged. Try again, or save it under another name.",
    );
  }

  dismiss(id: number): void {
    this.list = this.list.filter((remark) => remark.id !== id);
  }
}

export const remarks = new Remarks();
