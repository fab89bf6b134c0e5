import type { Reading } from "../bindings/Reading";

/**
 * The column that a key leads to from the one that is picked; `undefined` for keys that lead nowhere. Rows of columns
 * are walked in two dimensions, a single row or a single column of them with either pair of arrows' own direction.
 */
export function walk({ columns, across }: Reading, picked: number | null, key: string): number | undefined {
  const last = columns.length - 1;
  if (last < 0 || across < 1) return undefined;
  const grid = across > 1 && across < columns.length;
  const stop = (index: number) => Math.max(0, Math.min(last, index));
  const row = picked === null ? 0 : Math.floor(picked / across);
  const [first, end] = grid ? [row * across, row * across + across - 1] : [0, last];
  const within = (index: number) => Math.max(first, Math.min(end, index));
  const far = Math.max(1, Math.round(columns.length / 6));
  const vertical = grid || across === 1;
  const here = picked ?? -1;
  switch (key) {
    case "ArrowRight":
      return within(here + 1);
    case "ArrowLeft":
      return picked === null ? end : within(picked - 1);
    case "ArrowDown":
      if (!vertical) return undefined;
      return picked === null ? 0 : picked + across > last ? picked : picked + across;
    case "ArrowUp":
      if (!vertical) return undefined;
      return picked === null ? last : picked - across < 0 ? picked : picked - across;
    case "PageDown":
      return grid ? ((picked ?? 0) % across) + last + 1 - across : stop(here + far);
    case "PageUp":
      return grid ? (picked ?? 0) % across : stop(here - far);
    case "Home":
      return first;
    case "End":
      return end;
    default:
      return undefined;
  }
}
