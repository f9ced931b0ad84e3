import type { StateNow } from "@/api/types";
import { classNames } from "@/ui/class-names";

import { type Family, familyOf, stateLabel } from "./states";

const DOTS: Readonly<Record<Family, string>> = {
  ready: "bg-state-ready",
  arriving: "bg-state-arriving",
  returning: "bg-state-returning",
  moving: "bg-state-moving",
  quiet: "bg-state-quiet",
  gone: "bg-state-gone",
  silent: "border-2 border-state-silent",
};

/** A state in words, with the colour of the picture. */
export function StateBadge({ state }: { readonly state: StateNow }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className={classNames("size-2.5 rounded-full", DOTS[familyOf(state)])} />
      {stateLabel(state)}
    </span>
  );
}
