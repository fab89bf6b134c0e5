//! The exact answer after a coarse one: asked once the model rests, told how far it is, and stopped when nobody waits.

import type { LookRequest } from "../bindings/LookRequest";
import * as shell from "../shell/commands";
import { remarks } from "./remarks.svelte";

/** A slider that pauses for so long is not on its way any more. */
const REST_MS = 150;
const PROGRESS_MS = 100;

export class Refinement {
  /** How far the run is, from 0 to 100; null where none is on its way. */
  percent = $state<number | null>(null);
  /** The person stopped it, and what is shown stays coarse. */
  stopped = $state(false);

  #rest: ReturnType<typeof setTimeout> | undefined;
  #running: string | null = null;
  #run = "";
  #givenUp: string | null = null;

  constructor(
    private readonly request: () => LookRequest,
    private readonly refresh: () => void,
  ) {}

  /** An answer was drawn. What runs for another model is of no use any more. */
  hear(coarse: boolean): void {
    clearTimeout(this.#rest);
    if (!coarse && this.#running === null) return;
    const request = this.request();
    const key = keyOf(request);
    if (this.#running !== null && this.#running !== key) this.#leave();
    if (!coarse || this.#running === key) return;
    this.stopped = this.#givenUp === key;
    if (!this.stopped) this.#rest = setTimeout(() => void this.#refine(request, key), REST_MS);
  }

  /** Asks for what was stopped. */
  again(): void {
    this.#givenUp = null;
    this.hear(true);
  }

  stop(): void {
    clearTimeout(this.#rest);
    if (this.#running === null) return;
    this.#givenUp = this.#running;
    this.stopped = true;
    this.#leave();
  }

  #leave(): void {
    this.#running = null;
    this.percent = null;
    void shell.stopRun(this.#run);
  }

  async #refine(request: LookRequest, key: string): Promise<void> {
    this.#running = key;
    this.#run = crypto.randomUUID();
    this.percent = 0;
    const look = async () => {
      const { percent } = await shell.refineProgress();
      if (this.#running === key && percent !== null) this.percent = percent;
    };
    const progress = setInterval(() => void look().catch(() => {}), PROGRESS_MS);
    try {
      const refined = await shell.refine(this.#run, request);
      if (this.#running !== key) return;
      this.#running = null;
      this.percent = null;
      if (refined === "done") this.refresh();
      if (refined === "stopped") {
        this.#givenUp = key;
        this.stopped = true;
      }
    } catch (reason) {
      remarks.unexpected(reason);
    } finally {
      clearInterval(progress);
      if (this.#running === key) {
        this.#running = null;
        this.percent = null;
      }
    }
  }
}

/** What an answer depends on; the page's width and theme are not of it. */
function keyOf({ document, edits, scenario, futures }: LookRequest): string {
  return JSON.stringify([document, edits, scenario, futures]);
}
