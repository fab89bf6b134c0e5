//! What the command palette offers: everything with a name.

import { actions } from "./actions";
import type { Desk } from "./desk.svelte";
import { blockEntries, figureEntry, type Entry } from "./on-page";
import type { Session } from "./session.svelte";

export type { Entry };

export function entries(desk: Desk, session: Session, reveal: (path: string) => void): Entry[] {
  const { picture } = session;
  return [
    ...actions(desk).map(({ id, label, about = "", keys, run }) => {
      const [first] = keys;
      return { id: `action-${id}`, kind: "Command", label, about, ...(first ? { keys: first } : {}), run };
    }),
    ...(picture?.headline ?? []).map(figureEntry),
    // The report shows pages of its own.
    ...(session.view === "report" ? [] : (picture?.page.blocks ?? []).flatMap(blockEntries)),
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
