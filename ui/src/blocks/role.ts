import type { Role } from "../bindings/Role";

/** The theme's colour for what a mark means; the same names as in the drawings. */
export function colour(role: Role): string {
  if (typeof role === "object") return `var(--hue-${role.hue % 8})`;
  return role === "neutral" ? "var(--ink-3)" : `var(--${role})`;
}
