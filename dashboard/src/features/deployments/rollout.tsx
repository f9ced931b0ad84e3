import { Meter } from "@/ui/meter";
import { Notice } from "@/ui/notice";

/** A rollout that is not over, as the operator writes it into the status. */
export interface RolloutView {
  readonly phase: string;
  readonly message: string;
  readonly slots: number;
  readonly updatedSlots: number;
  readonly failure: string | null;
}

/** Reads a rollout; what has not its form is of an operator that we do not know. */
export function rolloutOf(raw: Readonly<Record<string, unknown>> | null | undefined): RolloutView | null {
  if (!raw || typeof raw.phase !== "string") return null;
  return {
    phase: raw.phase,
    message: typeof raw.message === "string" ? raw.message : "",
    slots: typeof raw.slots === "number" ? raw.slots : 0,
    updatedSlots: typeof raw.updatedSlots === "number" ? raw.updatedSlots : 0,
    failure: typeof raw.failure === "string" ? raw.failure : null,
  };
}

const STEPS = ["Waiting", "Proving", "RollingOut"] as const;

const WORDS: Readonly<Record<string, string>> = {
  Waiting: "Waiting",
  Proving: "Proving the new image",
  RollingOut: "Replacing pods",
};

/** A rollout under way: where it is, and how much is left. */
export function Rollout({ rollout }: { readonly rollout: RolloutView }) {
  const at = STEPS.indexOf(rollout.phase as (typeof STEPS)[number]);
  return (
    <div className="mb-6">
      <h3 className="text-sm font-semibold">Rollout</h3>
      {rollout.failure !== null && (
        <div className="mt-3">
          <Notice kind="danger" title="It failed">
            {rollout.failure}
          </Notice>
        </div>
      )}
      <ol className="mt-3 flex flex-wrap gap-x-6 gap-y-2 text-sm">
        {STEPS.map((step, place) => (
          <li
            key={step}
            aria-current={place === at ? "step" : undefined}
            className={place === at ? "font-semibold text-accent" : "text-ink-soft"}
          >
            <span aria-hidden>{place < at || at < 0 ? "●" : place === at ? "◐" : "○"}</span> {WORDS[step]}
          </li>
        ))}
      </ol>
      <Meter
        label="Slots on the new image"
        share={rollout.slots === 0 ? 0 : rollout.updatedSlots / rollout.slots}
      />
      <p className="mt-1 text-sm text-ink-soft tabular-nums" aria-live="polite">
        {rollout.updatedSlots} of {rollout.slots} slots. {rollout.message}
      </p>
    </div>
  );
}
