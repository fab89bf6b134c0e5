//! Decimals as text, for the arrow keys of a field: exact, because a number of a model never passes through a float.

interface Scaled {
  units: bigint;
  scale: number;
}

function parse(text: string): Scaled | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const units = BigInt(whole + fraction);
  return { units: sign === "-" ? -units : units, scale: fraction.length };
}

const at = (value: Scaled, scale: number): bigint => value.units * 10n ** BigInt(scale - value.scale);

function format(units: bigint, scale: number): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const fraction = scale > 0 ? digits.slice(-scale).replace(/0+$/, "") : "";
  const whole = scale > 0 ? digits.slice(0, -scale) : digits;
  return sign + whole + (fraction && `.${fraction}`);
}

export interface Bounds {
  min: string;
  max: string;
}

/** `number` moved by `times` steps, kept within the bounds. Null where either text is not a plain decimal. */
export function stepped(number: string, step: string, times: number, bounds?: Bounds): string | null {
  const [from, by] = [parse(number), parse(step)];
  if (!from || !by) return null;
  const [low, high] = [parse(bounds?.min ?? ""), parse(bounds?.max ?? "")];
  const scale = Math.max(from.scale, by.scale, low?.scale ?? 0, high?.scale ?? 0);
  let units = at(from, scale) + at(by, scale) * BigInt(times);
  // A value typed outside the slider's reach may stay there; stepping only never crosses the end it moves towards.
  if (high && times > 0) units = min(units, max(at(high, scale), at(from, scale)));
  if (low && times < 0) units = max(units, min(at(low, scale), at(from, scale)));
  return format(units, scale);
}

const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
