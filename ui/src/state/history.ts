//! Undo as a stack of whole documents. A history is a value: every operation gives a new one.

export interface Step {
  document: string;
  /** What was done, for "Undo Monthly growth". */
  label: string;
  /** The scenario on screen before and after, so that undo returns to where the change was made. */
  before: string;
  after: string;
  /** When it was done, in milliseconds. */
  at: number;
}

export interface History {
  readonly past: readonly Step[];
  readonly present: Step;
  readonly future: readonly Step[];
}

/** Changes to the same thing closer together than this are one step: a held arrow key, a slider nudged by keys. */
const ONE_GESTURE_MS = 700;
const DEPTH = 300;

export function begin(document: string): History {
  return { past: [], present: { document, label: "", before: "", after: "", at: -Infinity }, future: [] };
}

export function commit(history: History, step: Step): History {
  const { past, present } = history;
  if (step.document === present.document) return history;
  const sameGesture = past.length > 0 && step.label === present.label && step.at - present.at < ONE_GESTURE_MS;
  if (sameGesture) return { past, present: { ...step, before: present.before }, future: [] };
  return { past: [...past, present].slice(-DEPTH), present: step, future: [] };
}

export function undo(history: History): History {
  const previous = history.past.at(-1);
  if (!previous) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future] };
}

export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future };
}
