//! Unsaved work is kept aside a moment after each change, so that a crash loses nothing.

import * as shell from "../shell/commands";
import { remarks } from "./remarks.svelte";
import type { Session } from "./session.svelte";

const PAUSE_MS = 800;

/** Runs with the component that calls it. */
export function autosave(session: () => Session): void {
  let kept = false;
  $effect(() => {
    const { document, path, unsaved } = session();
    if (!unsaved && !kept) return;
    const timer = setTimeout(() => {
      kept = unsaved;
      const done = unsaved ? shell.autosave(document, path) : shell.discardRecovery();
      done.catch((reason: unknown) => remarks.unexpected(reason));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  });
}
