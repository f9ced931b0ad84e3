import type { Deployment } from "@/api/types";
import { classNames } from "@/ui/class-names";

import { inLocalTime } from "./age";
import { Moment } from "./moment";

/** Conditions that shall hold; of all others it is well when they do not. */
const SHALL_HOLD = new Set(["Ready", "IdentifyBudgetAvailable"]);

/** What is neither good nor bad when it holds. */
const UNDER_WAY = new Set(["Progressing", "ReshardPending", "Paused"]);

interface ConditionsProps {
  readonly conditions: Deployment["conditions"];
  readonly now: number;
}

/** What holds, in the operator's words. */
export function Conditions({ conditions, now }: ConditionsProps) {
  return (
    <section aria-label="How it is">
      <h3 className="text-sm font-semibold">How it is</h3>
      {conditions.length === 0 && (
        <p className="mt-3 text-sm text-ink-soft">The operator has not said yet.</p>
      )}
      <ul className="mt-3 space-y-3 text-sm">
        {conditions.map((condition) => {
          const fine = (condition.status === "True") === SHALL_HOLD.has(condition.type);
          return (
            <li key={condition.type} className="flex gap-3">
              <span
                aria-hidden
                className={classNames(
                  "mt-1.5 size-2 shrink-0 rounded-full",
                  fine ? "bg-good" : UNDER_WAY.has(condition.type) ? "bg-accent" : "bg-warning",
                )}
              />
              <div className="min-w-0">
                <p className="break-words">{inLocalTime(condition.message)}</p>
                <p className="text-xs text-ink-soft">
                  {condition.type}: {condition.status} ({condition.reason})
                  {condition.since !== null && (
                    <>
                      , <Moment at={condition.since} now={now} />
                    </>
                  )}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
