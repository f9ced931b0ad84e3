import { classNames } from "@/ui/class-names";
import { Meter } from "@/ui/meter";

import { inLocalTime } from "./age";
import { Moment } from "./moment";
import {
  finished,
  type Rollout as RolloutView,
  type StepState,
  timelineOf,
  type TimelineStep,
} from "./timeline";

interface RolloutProps {
  readonly rollout: RolloutView;
  /** Whether it has come to its end since it was seen last. */
  readonly over: boolean;
  readonly now: number;
}

/** A rollout as a timeline: what is done, what happens now, what follows. */
export function Rollout({ rollout, over, now }: RolloutProps) {
  const { slots } = rollout;
  const updated = over ? slots : rollout.updated_slots;
  const back = rollout.phase === "RollingBack" || rollout.phase === "RolledBack";
  return (
    <div className="mb-8">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="text-sm font-semibold">Rollout</h3>
        <p className="text-xs text-ink-soft">
          {over
            ? "It is over: every slot was replaced."
            : rollout.since !== null && (
                <>
                  began <Moment at={rollout.since} now={now} />
                </>
              )}
        </p>
      </div>
      <Meter
        label={back ? "Slots that are back" : "Slots that were replaced"}
        share={slots === 0 ? 0 : updated / slots}
      />
      <p className="mt-1 text-xs text-ink-soft tabular-nums">
        {updated} of {slots} slots {back ? "are back" : "were replaced"}
      </p>
      <ol aria-label="Steps of the rollout" className="mt-4 text-sm">
        {(over ? finished(rollout) : timelineOf(rollout)).map((step, place, all) => (
          <Step key={step.label} step={step} last={place === all.length - 1} now={now} />
        ))}
      </ol>
    </div>
  );
}

interface StepProps {
  readonly step: TimelineStep;
  readonly last: boolean;
  readonly now: number;
}

const SIGNS: Readonly<
  Record<StepState, { readonly mark: string; readonly word: string; readonly className: string }>
> = {
  done: { mark: "✓", word: "Done: ", className: "border-good bg-good-soft text-good" },
  present: { mark: "•", word: "Now: ", className: "border-accent bg-accent-soft text-accent" },
  next: { mark: "", word: "Later: ", className: "border-line-strong bg-surface" },
  failed: { mark: "✕", word: "Failed: ", className: "border-danger bg-danger-soft text-danger" },
};

function Step({ step, last, now }: StepProps) {
  const { label, state, detail, since } = step;
  const sign = SIGNS[state];
  return (
    <li
      aria-current={state === "present" ? "step" : undefined}
      className="relative flex gap-3 pb-4 last:pb-0"
    >
      {!last && <span aria-hidden className="absolute bottom-0 left-2.5 top-5 w-px bg-line-strong" />}
      <span
        aria-hidden
        className={classNames(
          "flex size-5 shrink-0 items-center justify-center rounded-full border text-xs font-bold leading-none",
          sign.className,
        )}
      >
        {sign.mark}
      </span>
      <div className="min-w-0">
        <p
          className={classNames(
            state === "present" && "font-semibold",
            state === "next" && "text-ink-soft",
            state === "failed" && "font-semibold text-danger",
          )}
        >
          <span className="sr-only">{sign.word}</span>
          {label}
          {since !== null && (
            <span className="ml-2 text-xs font-normal text-ink-soft">
              <Moment at={since} now={now} />
            </span>
          )}
        </p>
        {detail !== null && detail !== "" && (
          <p
            className="break-words text-ink-soft"
            aria-live={state === "present" || state === "failed" ? "polite" : undefined}
          >
            {inLocalTime(detail)}
          </p>
        )}
      </div>
    </li>
  );
}
