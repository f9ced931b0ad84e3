/** A unit that people say durations in. */
export interface Unit {
  readonly name: string;
  readonly seconds: number;
  /** How ISO 8601 writes so many of it. */
  readonly written: (amount: string) => string;
}

/** From the largest to the smallest. */
export const UNITS: readonly Unit[] = [
  { name: "days", seconds: 86_400, written: (amount) => `P${amount}D` },
  { name: "hours", seconds: 3600, written: (amount) => `PT${amount}H` },
  { name: "minutes", seconds: 60, written: (amount) => `PT${amount}M` },
  { name: "seconds", seconds: 1, written: (amount) => `PT${amount}S` },
];

const ISO =
  /^([+-]?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/u;

/** Seconds of each part; a year and a month as the API reads them. */
const PARTS = [365 * 86_400, 30 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1];

/** Reads a duration of ISO 8601 as seconds; null for what is none. */
export function secondsOf(text: string): number | null {
  const found = ISO.exec(text);
  if (found === null) return null;
  const [, sign, ...parts] = found;
  const sum = PARTS.reduce((total, seconds, place) => total + seconds * Number(parts[place] ?? 0), 0);
  return (sign === "-" ? -1 : 1) * sum;
}

/** The largest unit of which a duration has a whole number. */
export function unitOf(seconds: number): Unit {
  const [largest] = UNITS as [Unit];
  if (seconds === 0) return UNITS[2] ?? largest;
  return UNITS.find((unit) => seconds % unit.seconds === 0) ?? UNITS.at(-1) ?? largest;
}

/** Writes so many of a unit; fractions and what is below zero as seconds, which alone may have a fraction. */
export function durationOf(amount: number, unit: Unit): string {
  const [sign, size] = amount < 0 ? ["-", -amount] : ["", amount];
  if (Number.isInteger(size)) return sign + unit.written(size.toLocaleString("en", { useGrouping: false }));
  const seconds = (size * unit.seconds).toLocaleString("en", {
    useGrouping: false,
    maximumFractionDigits: 6,
  });
  return `${sign}PT${seconds}S`;
}

/** Says a duration as people do, such as "1 day 2 hours". */
export function durationInWords(seconds: number): string {
  let rest = Math.abs(seconds);
  const said = UNITS.flatMap(({ name, seconds: size }) => {
    const amount = size === 1 ? rest : Math.floor(rest / size);
    rest -= amount * size;
    return amount === 0 ? [] : [`${amount.toLocaleString("en")} ${amount === 1 ? name.slice(0, -1) : name}`];
  });
  return said.length === 0 ? "none" : (seconds < 0 ? "minus " : "") + said.join(" ");
}
