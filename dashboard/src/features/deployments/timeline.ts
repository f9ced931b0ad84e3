import type { components } from "@/api/schema";

import { duration } from "./duration";

export type Rollout = components["schemas"]["RolloutView"];

export type StepState = "done" | "present" | "next" | "failed";

/** One step of a rollout. */
export interface TimelineStep {
  readonly label: string;
  readonly state: StepState;
  /** What is done or waited for. */
  readonly detail: string | null;
  /** Since when it is there, as far as that is known. */
  readonly since: string | null;
}

interface Planned {
  readonly label: string;
  readonly detail: string | null;
}

/** The steps of a rollout: those that are done, the present one, and those that follow. */
export function timelineOf(rollout: Rollout): readonly TimelineStep[] {
  const { phase, message, failure } = rollout;
  const planned = stepsOf(rollout);
  const since = phase === "Paused" ? rollout.stopped_at : (rollout.replaced_at ?? rollout.since);
  const present = (label: string): TimelineStep => ({ label, state: "present", detail: message, since });
  if (phase === "ByHand") return [present("Pods are replaced by hand")];
  const at = presentStep(rollout);
  const done = planned.slice(0, at).map((step) => ({ ...step, state: "done" as const, since: null }));
  const failed = (detail: string): TimelineStep => ({
    label: "A step failed",
    state: "failed",
    detail,
    since,
  });
  switch (phase) {
    case "Failed":
      return [...done, failed(failure ?? message)];
    case "RollingBack":
      return [failed(failure ?? ""), present("Slots go back to what they ran before")];
    case "RolledBack":
      return [
        failed(failure ?? ""),
        { label: "All slots are back on what they ran before", state: "done", detail: message, since: null },
      ];
  }
  const next = planned.slice(at + 1).map((step) => ({ ...step, state: "next" as const, since: null }));
  return [...done, present(planned[at]?.label ?? phase), ...next];
}

/** The steps of a rollout that is over. */
export function finished(rollout: Rollout): readonly TimelineStep[] {
  return stepsOf(rollout).map(({ label }) => ({ label, state: "done", detail: null, since: null }));
}

/** Every step on the way, if none fails: the fleet is whole, a pod proves itself, slots with stops between them. */
function stepsOf({ slots, stops }: Rollout): readonly Planned[] {
  const all = `${String(slots)} ${slots === 1 ? "slot" : "slots"}`;
  return [
    { label: "The fleet is whole", detail: null },
    { label: "Pods without shards come first", detail: null },
    ...stops.flatMap((stop) => [
      { label: `${String(stop.slots)} of ${all}`, detail: null },
      { label: `A stop at ${String(stop.percent)} %`, detail: pause(stop.pause_seconds) },
    ]),
    { label: stops.length > 0 ? `All ${all}` : all, detail: null },
  ];
}

const BEFORE_SLOTS = 2;

function presentStep({ phase, passed_stops, stops }: Rollout): number {
  if (phase === "Waiting") return 0;
  if (phase === "Proving") return 1;
  const passed = Math.min(passed_stops, stops.length);
  return BEFORE_SLOTS + 2 * passed + (phase === "Paused" && passed < stops.length ? 1 : 0);
}

function pause(seconds: number | null): string {
  if (seconds === null) return "until somebody lets it go on";
  return `for ${duration(seconds)}`;
}
