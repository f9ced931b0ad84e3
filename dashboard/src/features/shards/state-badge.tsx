import type { StateNow } from "@/api/types";
import { classNames } from "@/ui/class-names";

import { COLOURS, familyOf, stateLabel } from "./states";

/** A state in words, with the colour of the picture. */
export function StateBadge({ state }: { readonly state: StateNow }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden className={classNames("size-2.5 rounded-full", COLOURS[familyOf(state)])} />
      {stateLabel(state)}
    </span>
  );
}
