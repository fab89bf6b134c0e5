//! What lies on the desk: the gallery, or one open model; and the question asked before unsaved work is put away.

import type { DiagnosticLine } from "../bindings/DiagnosticLine";
import type { Gallery } from "../bindings/Gallery";
import type { Opened } from "../bindings/Opened";
import type { OpenOutcome } from "../bindings/OpenOutcome";
import type { ThemeName } from "../bindings/ThemeName";
import * as shell from "../shell/commands";
import { save } from "./files";
import { remarks } from "./remarks.svelte";
import { Session } from "./session.svelte";
import { theme } from "./theme.svelte";

export type Answer = "save" | "discard" | "cancel";

export interface Refusal {
  name: string;
  diagnostics: DiagnosticLine[];
}

export class Desk {
  gallery = $state.raw<Gallery | null>(null);
  session = $state.raw<Session | null>(null);
  /** Work found from a window that closed without saving. */
  recovered = $state.raw<Opened | null>(null);
  /** Why the last file could not be opened. */
  refusal = $state.raw<Refusal | null>(null);
  #drawnIn: ThemeName | null = null;
  /** Set while the person is asked what to do with unsaved work. */
  question = $state.raw<((answer: Answer) => void) | null>(null);

  async start(): Promise<void> {
    const gallery = this.showGallery();
    await shell.attendClose(() => void this.leave());
    this.recovered = await shell.recovered();
    this.#take(await shell.startFile());
    await gallery;
  }

  async showGallery(): Promise<void> {
    this.#drawnIn = theme.name;
    this.gallery = await shell.gallery(theme.name);
  }

  /** Its sketches are drawn for a theme. */
  async showGalleryInTheme(): Promise<void> {
    if (this.#drawnIn !== theme.name) await this.showGallery();
  }

  openShipped = (id: string) => this.#open(() => shell.openShipped(id));
  openRecent = (path: string) => this.#open(() => shell.openRecent(path));
  openFile = () => this.#open(shell.openDialog);

  async restore(): Promise<void> {
    if (!this.recovered) return;
    this.session = new Session(this.recovered, true);
    this.recovered = null;
  }

  async discardRecovered(): Promise<void> {
    this.recovered = null;
    await shell.discardRecovery();
  }

  /** Back to the gallery. */
  async putAway(): Promise<void> {
    if (!(await this.#mayPutAway())) return;
    await this.showGalleryInTheme();
    this.session?.close();
    this.session = null;
    await shell.markWindow("", false);
    await this.showGallery();
  }

  /** The person closes the window. */
  async leave(): Promise<void> {
    if (await this.#mayPutAway()) await shell.closeWindow();
  }

  async #open(ask: () => Promise<OpenOutcome>): Promise<void> {
    try {
      const outcome = await ask();
      if (outcome.kind !== "opened" || (await this.#mayPutAway())) this.#take(outcome);
    } catch (reason) {
      remarks.unexpected(reason);
    }
  }

  #take(outcome: OpenOutcome): void {
    if (outcome.kind === "refused") this.refusal = { name: outcome.name, diagnostics: outcome.diagnostics };
    if (outcome.kind !== "opened") return;
    this.refusal = null;
    this.session?.close();
    this.session = new Session(outcome.opened);
  }

  /** True once nothing would be lost: saved, thrown away on purpose, or never changed. */
  async #mayPutAway(): Promise<boolean> {
    const { session } = this;
    await session?.settled();
    if (!session?.unsaved) return true;
    if (this.question) return false;
    const answer = await new Promise<Answer>((resolve) => (this.question = resolve));
    this.question = null;
    if (answer === "save") return save(session);
    if (answer === "discard") await shell.discardRecovery();
    return answer === "discard";
  }
}
