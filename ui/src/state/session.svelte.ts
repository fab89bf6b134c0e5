//! An open model: its documents (undo, redo), how it is looked at, and the last answer of the engine.

import type { DiagnosticLine } from "../bindings/DiagnosticLine";
import type { Edit } from "../bindings/Edit";
import type { Field } from "../bindings/Field";
import type { FieldGroup } from "../bindings/FieldGroup";
import type { FuturesWish } from "../bindings/FuturesWish";
import type { Look } from "../bindings/Look";
import type { LookRequest } from "../bindings/LookRequest";
import type { Opened } from "../bindings/Opened";
import type { Period } from "../bindings/Period";
import type { Picture } from "../bindings/Picture";
import * as shell from "../shell/commands";
import { Conversation } from "../shell/conversation";
import { begin, commit, redo, undo, type History } from "./history";
import { Refinement } from "./refinement.svelte";
import { remarks } from "./remarks.svelte";
import { theme } from "./theme.svelte";
import { PAGES, type View } from "./views";

export class Session {
  name = $state("");
  path = $state<string | null>(null);
  /** The document as it is on disk; null where it never was. */
  #saved = $state.raw<string | null>(null);
  #history = $state.raw<History>(begin(""));

  view = $state<View>("overview");
  scenario = $state("");
  deployment = $state("");
  period = $state<Period>("month");
  /** Inner width of the page in CSS pixels: drawings are made for it. */
  width = $state(0);
  /** How many paths and which, as typed. */
  futures = $state.raw<FuturesWish>({ paths: "", seed: "", given: "" });

  fields = $state.raw<FieldGroup[]>([]);
  diagnostics = $state.raw<DiagnosticLine[]>([]);
  /** The last good answer. */
  picture = $state.raw<Picture | null>(null);
  /** The model has errors, so `picture` is older than the model. */
  stale = $state(false);
  /** The revision on the screen, for tests and measurements. */
  revision = $state(0);
  /** Counts changes to the document, for what must follow it (the report). */
  changes = $state(0);

  /** A slider on its way, not yet a step. */
  live = $state.raw<Edit | null>(null);
  /** What the person typed and the engine could not take, by path. */
  drafts = $state.raw<Readonly<Record<string, string>>>({});

  readonly #conversation: Conversation;
  /** Makes the exact answer after a coarse one. */
  readonly refinement = new Refinement(
    () => this.request(this.revision, this.live ? [this.live] : []),
    () => this.refresh(),
  );

  readonly document = $derived(this.#history.present.document);
  readonly unsaved = $derived(this.document !== this.#saved);
  readonly undoLabel = $derived(
    Object.keys(this.drafts).length > 0
      ? "what was typed"
      : this.#history.past.length > 0
        ? this.#history.present.label
        : null,
  );
  readonly redoLabel = $derived(this.#history.future[0]?.label ?? null);
  readonly errors = $derived(this.diagnostics.filter((line) => line.severity === "error"));

  /** `recovered` work differs from what is on disk, so it starts out unsaved. */
  constructor(opened: Opened, recovered = false) {
    this.name = opened.name;
    this.path = opened.path;
    this.#history = begin(opened.document);
    this.#saved = recovered ? null : opened.document;
    this.#conversation = new Conversation(shell.look, (reason) => remarks.unexpected(reason));
  }

  // Looking ----------------------------------------------------------------------------------------------------------

  request(revision: number, edits: readonly Edit[] = []): LookRequest {
    const drafts = Object.entries(this.drafts).map(([path, value]) => ({ path, value }));
    const kept = drafts.filter((draft) => edits.every((edit) => edit.path !== draft.path));
    return {
      revision,
      document: this.document,
      edits: [...kept, ...edits],
      scenario: this.scenario,
      deployment: this.deployment,
      page: PAGES[this.view],
      period: this.period,
      theme: theme.name,
      width: this.width,
      futures: this.futures,
    };
  }

  /** Ask again: the way of looking changed, not the model. */
  refresh(): void {
    if (this.width === 0) return;
    this.#conversation.glance({
      ask: (revision) => this.request(revision, this.live ? [this.live] : []),
      hear: (look) => this.#draw(look),
    });
  }

  choose(way: Partial<Pick<Session, "view" | "scenario" | "deployment" | "period" | "width" | "futures">>): void {
    Object.assign(this, way);
    this.refresh();
  }

  settled(): Promise<void> {
    return this.#conversation.settled();
  }

  close(): void {
    this.#conversation.forget();
    this.refinement.stop();
  }

  #draw(look: Look): void {
    this.revision = look.revision;
    this.diagnostics = look.diagnostics;
    if (look.fields.length > 0) this.fields = look.fields;
    this.stale = look.picture === null;
    if (look.picture) {
      this.picture = look.picture;
      this.name = look.picture.name;
    }
    this.refinement.hear(look.picture?.futures?.coarse ?? false);
  }

  // Changing ---------------------------------------------------------------------------------------------------------

  /** A slider on its way: look as if, change nothing. */
  preview(path: string, value: string): void {
    this.live = { path, value };
    this.refresh();
  }

  /**
   * A change to keep: one step of undo. Text the engine cannot take stays in its field with the reason under it. A range
   * that the value lies beyond is widened to include it where the person asked for that.
   */
  edit(field: Field, value: string, widen = false): void {
    const at = performance.now();
    const edit: Edit = widen ? { path: field.path, value, widen } : { path: field.path, value };
    this.#conversation.step({
      ask: (revision) => this.request(revision, [edit]),
      hear: (look) => {
        if (this.live?.path === field.path && this.live.value === value) this.live = null;
        const refused = this.#refused(look, field);
        this.#draft(field.path, refused ? value : null);
        if (!refused) this.#commit(look.document, field.label, this.scenario, at);
        this.#draw(look);
      },
    });
  }

  /** Whether the engine could not take what was typed: an error at the field, and its value as it was. */
  #refused(look: Look, field: Field): boolean {
    const wrong = look.diagnostics.some((line) => line.severity === "error" && line.path === field.path);
    const after = look.fields.flatMap((group) => group.fields).find((candidate) => candidate.path === field.path);
    return wrong && (after ? after.text === field.text : look.document === this.document);
  }

  /** Back to what the model says: the field's draft is gone. */
  restore(path: string): void {
    if (!(path in this.drafts)) return;
    this.#draft(path, null);
    this.refresh();
  }

  undo(): void {
    this.#step(() => {
      if (Object.keys(this.drafts).length > 0) {
        this.drafts = {};
        return true;
      }
      const undone = this.#history.present;
      if (this.#history.past.length === 0) return false;
      this.#history = undo(this.#history);
      this.scenario = undone.before;
      return true;
    });
  }

  redo(): void {
    this.#step(() => {
      if (this.#history.future.length === 0) return false;
      this.#history = redo(this.#history);
      this.scenario = this.#history.present.after;
      return true;
    });
  }

  /** Takes a document made elsewhere as one step. `settle` names the scenario to stand on once it has been looked at. */
  replace(document: string, label: string, scenario: string, settle: (look: Look) => string): Promise<void> {
    const before = this.scenario;
    this.#conversation.step({
      ask: (revision) => {
        this.#commit(document, label, before);
        this.scenario = scenario;
        return this.request(revision);
      },
      hear: (look) => {
        this.#draw(look);
        const after = settle(look);
        this.#history = { ...this.#history, present: { ...this.#history.present, after } };
      },
    });
    return this.#conversation.settled();
  }

  #step(change: () => boolean): void {
    this.#conversation.step({
      ask: (revision) => {
        if (!change()) return null;
        this.changes += 1;
        return this.request(revision);
      },
      hear: (look) => this.#draw(look),
    });
  }

  #commit(document: string, label: string, before: string, at = performance.now()): void {
    if (document === this.document) return;
    this.#history = commit(this.#history, { document, label, before, after: this.scenario, at });
    this.changes += 1;
  }

  #draft(path: string, value: string | null): void {
    const { [path]: _, ...others } = this.drafts;
    this.drafts = value === null ? others : { ...others, [path]: value };
  }

  // Saving -----------------------------------------------------------------------------------------------------------

  /** `document` is now what the file holds. */
  saved(document: string, path: string): void {
    this.#saved = document;
    this.path = path;
  }
}
