//! A question and the answer on the screen. Only the last question's answer counts, and none outlives what it is about.

import type { Answer } from "../bindings/Answer";
import type { DiagnosticLine } from "../bindings/DiagnosticLine";
import type { Sheet } from "../bindings/Sheet";
import { remarks } from "./remarks.svelte";
import type { Session } from "./session.svelte";

export class Asking {
  busy = $state(false);
  #answer = $state.raw<Answer | null>(null);
  #turn = 0;

  readonly sheet: Sheet | null = $derived(this.#answer?.kind === "answered" ? this.#answer.sheet : null);
  readonly problems: DiagnosticLine[] = $derived(this.#answer?.kind === "refused" ? this.#answer.diagnostics : []);
  readonly answered = $derived(this.#answer !== null);

  /** Asks once the model on the screen is the one that was typed. */
  async ask(session: Session, question: () => Promise<Answer>): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      await session.settled();
      const answer = await question();
      if (turn === this.#turn) this.#answer = answer;
    } catch (reason) {
      remarks.unexpected(reason);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }

  forget(): void {
    this.#turn += 1;
    this.busy = false;
    this.#answer = null;
  }
}
