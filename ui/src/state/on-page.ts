//! What can be searched on a page: figures, tables, charts.

import type { Block } from "../bindings/Block";
import type { Figure } from "../bindings/Figure";

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

export function figureEntry(figure: Figure): Entry {
  return {
    id: `figure-${figure.id}`,
    kind: "Figure",
    label: figure.label,
    about: `${figure.detail} why`,
    value: figure.value,
    run: () => askWhy(figure.id),
  };
}

/** What has a name on the page: figures, tables by their columns and rows too, charts. */
export function blockEntries(block: Block): Entry[] {
  if (block.kind === "figures") return block.figures.map(figureEntry);
  if (block.kind === "table" && block.table.title) {
    const { id, title, subtitle, columns, rows } = block.table;
    const words = [subtitle, ...columns.map((column) => column.label), ...rows.map((row) => row.cells[0]?.text ?? "")];
    return [{ id: `table-${id}`, kind: "Table", label: title, about: words.join(" "), run: () => show(`table-${id}`) }];
  }
  if (block.kind === "graphic") {
    const { id, title, subtitle } = block.graphic;
    return [{ id: `graphic-${id}`, kind: "Chart", label: title, about: subtitle, run: () => show(`graphic-${id}`) }];
  }
  return [];
}

function show(testid: string): void {
  document.querySelector(`[data-testid="${CSS.escape(testid)}"]`)?.scrollIntoView({ block: "start" });
}

/** Shows the figure and opens its answer. */
function askWhy(figure: string): void {
  const card = document.querySelector(`[data-figure="${CSS.escape(figure)}"]`);
  card?.scrollIntoView({ block: "nearest" });
  card?.querySelector("button")?.click();
}
