//! What the command palette offers: everything with a name.

import { actions } from "./actions";
import type { Desk } from "./desk.svelte";
import type { Session } from "./session.svelte";

export interface Entry {
  id: string;
  kind: string;
  label: string;
  /** More words to find it by. */
  about: string;
  value?: string;
  keys?: string;
  run: () => void;
}

export function entries(desk: Desk, session: Session, reveal: (path: string) => void): Entry[] {
  const { picture } = session;
  return [
    ...actions(desk).map(({ id, label, keys, run }) => {
      const [first] = keys;
      return { id: `action-${id}`, kind: "Command", label, about: "", ...(first ? { keys: first } : {}), run };
    }),
    ...(picture?.headline ?? []).map((figure) => ({
      id: `figure-${figure.id}`,
      kind: "Figure",
      label: figure.label,
      about: `${figure.detail} why`,
      value: figure.value,
      run: () => askWhy(figure.id),
    })),
    ...session.fields.flatMap((group) =>
      group.fields.map((field) => ({
        id: `field-${field.path}`,
        kind: "Assumption",
        label: field.label,
        about: `${group.label} ${field.path}`,
        value: field.text,
        run: () => reveal(field.path),
      })),
    ),
    ...(picture?.scenarios ?? []).map((choice) => ({
      id: `scenario-${choice.id}`,
      kind: "Scenario",
      label: choice.label,
      about: choice.note,
      run: () => session.choose({ scenario: choice.id }),
    })),
    ...(picture?.deployments ?? []).map((choice) => ({
      id: `deployment-${choice.id}`,
      kind: "Deployment",
      label: choice.label,
      about: choice.note,
      run: () => session.choose({ deployment: choice.id }),
    })),
  ];
}

/** Shows the figure and opens its answer. */
function askWhy(figure: string): void {
  const card = document.querySelector(`[data-figure="${CSS.escape(figure)}"]`);
  card?.scrollIntoView({ block: "nearest" });
  card?.querySelector("button")?.click();
}
