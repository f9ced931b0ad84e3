import { age } from "./age";

interface MomentProps {
  readonly at: string;
  /** The time now, in milliseconds. */
  readonly now: number;
}

/** How long ago something was; the time itself is shown to whoever points at it. */
export function Moment({ at, now }: MomentProps) {
  return (
    <time
      dateTime={at}
      title={new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" })}
      className="tabular-nums"
    >
      {age(at, now)}
    </time>
  );
}
