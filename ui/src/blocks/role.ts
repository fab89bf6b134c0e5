import type { Role } from "../bindings/Role";

/** The theme's colour for what a mark means: the one in the drawings. */
export function colour(role: Role): string {
  return `var(--mark-${typeof role === "object" ? `hue-${role.hue % 8}` : role})`;
}
