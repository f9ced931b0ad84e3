const OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/u;

/** Whether a moment has an offset from UTC; one that is not chosen yet gets one unless it must not have any. */
export function hasOffset(value: string, wanted: "required" | "none" | null): boolean {
  return wanted === null ? value === "" || OFFSET.test(value) : wanted === "required";
}

/** What a field for date and time shows: a moment in the time zone of whoever looks, or the time as it is written. */
export function shownMoment(value: string, zoned: boolean): string {
  const moment = new Date(value);
  if (!zoned || Number.isNaN(moment.getTime()))
    return withoutSeconds(value.replace(OFFSET, "").replace(" ", "T"));
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return withoutSeconds(shifted.toISOString().slice(0, 19));
}

/** What is meant by what a field for date and time shows. */
export function momentOf(shown: string, zoned: boolean): string {
  if (shown === "") return "";
  const moment = new Date(shown);
  if (!zoned || Number.isNaN(moment.getTime())) return withSeconds(shown);
  return moment.toISOString().replace(".000Z", "Z");
}

/** What a field for the time of day shows. */
export function shownTime(value: string): string {
  return withoutSeconds(value.replace(OFFSET, ""));
}

/** What is meant by what a field for the time of day shows; the offset stays that of the value before. */
export function timeOf(shown: string, before: string): string {
  return shown === "" ? "" : withSeconds(shown) + (OFFSET.exec(before)?.[0] ?? "");
}

/** Seconds that a field has to step by so that what it shows is a step. */
export function stepOf(shown: string): number | "any" {
  if (shown.includes(".")) return "any";
  return /:\d\d:\d\d$/u.test(shown) ? 1 : 60;
}

function withoutSeconds(shown: string): string {
  return shown.replace(/(:\d\d):00(?:\.0+)?$/u, "$1");
}

function withSeconds(shown: string): string {
  return /(?:^|T)\d\d:\d\d$/u.test(shown) ? `${shown}:00` : shown;
}
