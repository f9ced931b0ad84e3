const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const WORDS = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "short" });

/** How long ago something was, such as "3 min. ago". */
export function age(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000));
  const [unit, size] = UNITS.find(([, most]) => seconds >= most) ?? (["second", 1] as const);
  return unit === "second" && seconds < 5 ? "now" : WORDS.format(-Math.floor(seconds / size), unit);
}

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;

/** A sentence of the operator with its moments in the time of whoever reads it. */
export function inLocalTime(sentence: string): string {
  return sentence.replace(MOMENT, (at) =>
    new Date(at).toLocaleString("en", { weekday: "short", hour: "2-digit", minute: "2-digit" }),
  );
}
