import type { StateNow } from "@/api/types";

/** States that mean the same to whoever looks at a whole fleet; each has a colour and a sign. */
export type Family = "ready" | "arriving" | "returning" | "moving" | "quiet" | "gone" | "silent";

/** Every family, the one that needs attention most first. */
export const FAMILIES: readonly {
  readonly family: Family;
  readonly label: string;
  readonly meaning: string;
}[] = [
  { family: "gone", label: "Down", meaning: "closed, or refused by Discord" },
  { family: "silent", label: "Silent", meaning: "its pod does not report, or nobody has it" },
  { family: "quiet", label: "Held", meaning: "connected, but hands out no events" },
  { family: "arriving", label: "Starting", meaning: "waits for its turn, or identifies" },
  { family: "returning", label: "Resuming", meaning: "gets what it missed" },
  { family: "moving", label: "Moving", meaning: "goes from one pod to another" },
  { family: "ready", label: "Ready", meaning: "receives events" },
];

/** The classes of each family outside of the picture. */
export const COLOURS: Readonly<Record<Family, string>> = {
  ready: "bg-state-ready",
  arriving: "bg-state-arriving",
  returning: "bg-state-returning",
  moving: "bg-state-moving",
  quiet: "bg-state-quiet",
  gone: "bg-state-gone",
  silent: "border-2 border-state-silent",
};

const FAMILY_OF: Readonly<Record<StateNow, Family>> = {
  ready: "ready",
  queued: "arriving",
  waiting_for_budget: "arriving",
  connecting: "arriving",
  identifying: "arriving",
  resuming: "returning",
  replaying: "returning",
  handing_over: "moving",
  muted: "quiet",
  fenced: "quiet",
  closed: "gone",
  fatal: "gone",
  stale: "silent",
  unknown: "silent",
};

/** The family of a state. */
export function familyOf(state: StateNow): Family {
  return FAMILY_OF[state];
}

/** A state in words. */
export function stateLabel(state: StateNow): string {
  const words = state.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
