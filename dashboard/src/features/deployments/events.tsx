import type { Deployment } from "@/api/types";
import { classNames } from "@/ui/class-names";

import { Moment } from "./moment";

interface EventsProps {
  readonly deployment: Deployment;
  readonly now: number;
}

/** What happened last, the newest first. */
export function Events({ deployment: { events, operated }, now }: EventsProps) {
  return (
    <section aria-label="What happened last">
      <h3 className="text-sm font-semibold">What happened last</h3>
      {events.length === 0 ? (
        <p className="mt-3 text-sm text-ink-soft">
          {operated
            ? "Nothing within the last hour, or the API may not see events."
            : "A fleet on one machine keeps no list; its logs are beside it."}
        </p>
      ) : (
        <ol className="mt-3 space-y-2 text-sm">
          {[...events].reverse().map((event, place) => (
            <li key={place} className="flex gap-3">
              <span className="w-20 shrink-0 text-ink-soft">
                {event.at !== null && <Moment at={event.at} now={now} />}
              </span>
              <span className={classNames("min-w-0 break-words", event.warning && "text-warning")}>
                {event.warning && <span className="sr-only">Warning: </span>}
                {event.message || event.reason}
                {event.count > 1 && ` (${String(event.count)} times)`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
