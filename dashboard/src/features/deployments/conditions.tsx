import type { Deployment } from "@/api/types";
import { classNames } from "@/ui/class-names";

/** Conditions that shall hold; of all others it is well when they do not. */
const SHALL_HOLD = new Set(["Ready", "IdentifyBudgetAvailable"]);

interface ConditionsProps {
  readonly conditions: Deployment["conditions"];
  readonly events: Deployment["events"];
}

/** What holds, in the operator's words, and what happened last. */
export function Conditions({ conditions, events }: ConditionsProps) {
  return (
    <>
      <section>
        <h3 className="text-sm font-semibold">How it is</h3>
        <ul className="mt-3 space-y-3 text-sm">
          {conditions.map((condition) => {
            const fine = (condition.status === "True") === SHALL_HOLD.has(condition.type);
            return (
              <li key={condition.type} className="flex gap-3">
                <span
                  aria-hidden
                  className={classNames(
                    "mt-1.5 size-2 shrink-0 rounded-full",
                    fine ? "bg-good" : "bg-warning",
                  )}
                />
                <div>
                  <p>{condition.message}</p>
                  <p className="text-xs text-ink-soft">
                    {condition.type}: {condition.status} ({condition.reason})
                  </p>
                </div>
              </li>
            );
          })}
        </ul>
      </section>
      <section>
        <h3 className="text-sm font-semibold">What happened last</h3>
        {events.length === 0 ? (
          <p className="mt-3 text-sm text-ink-soft">Nothing that the operator told.</p>
        ) : (
          <ol className="mt-3 space-y-2 text-sm">
            {[...events].reverse().map((event, place) => (
              <li key={place} className="flex gap-3">
                <time dateTime={event.at ?? undefined} className="w-16 shrink-0 tabular-nums text-ink-soft">
                  {event.at === null
                    ? ""
                    : new Date(event.at).toLocaleTimeString("en", { timeStyle: "short" })}
                </time>
                <span className={classNames(event.warning && "text-warning")}>{event.message}</span>
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}
