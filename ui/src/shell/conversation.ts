//! One question to the engine at a time. Steps (committed changes) are asked in order and none is lost; of glances
//! (a slider on its way) only the newest waits. So dragging asks as fast as the engine answers and never builds a queue.

import type { Look } from "../bindings/Look";
import type { LookRequest } from "../bindings/LookRequest";

/** `ask` is called when its turn comes, so it sees what the turns before it changed. Null: nothing to ask after all. */
export interface Turn {
  ask: (revision: number) => LookRequest | null;
  hear: (look: Look) => void;
}

export class Conversation {
  #revision = 0;
  /** Answers below this revision are stale: the question no longer matters, or a newer answer is on the screen. */
  #floor = 0;
  #steps: Turn[] = [];
  #glance: Turn | null = null;
  #busy = false;
  #waiting: Array<() => void> = [];

  constructor(
    private readonly look: (request: LookRequest) => Promise<Look>,
    private readonly fail: (reason: unknown) => void,
  ) {}

  /** A change to keep: asked after the steps before it. A glance that still waits is overtaken. */
  step(turn: Turn): void {
    this.#glance = null;
    this.#steps.push(turn);
    void this.#run();
  }

  /** A passing look: asked when nothing else waits, unless a newer one comes first. */
  glance(turn: Turn): void {
    this.#glance = turn;
    void this.#run();
  }

  /** Drop everything that waits, and the answer on its way. */
  forget(): void {
    this.#steps = [];
    this.#glance = null;
    this.#floor = this.#revision + 1;
  }

  /** Resolves when every step asked so far has been heard. */
  settled(): Promise<void> {
    if (!this.#busy && this.#steps.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #run(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let turn = this.#next(); turn; turn = this.#next()) await this.#take(turn);
    this.#busy = false;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #next(): Turn | undefined {
    const step = this.#steps.shift();
    if (step) return step;
    const glance = this.#glance ?? undefined;
    this.#glance = null;
    return glance;
  }

  async #take(turn: Turn): Promise<void> {
    const request = turn.ask(this.#revision + 1);
    if (!request) return;
    this.#revision += 1;
    try {
      const look = await this.look(request);
      if (look.revision < this.#floor) return;
      this.#floor = look.revision;
      turn.hear(look);
    } catch (reason) {
      this.fail(reason);
    }
  }
}
