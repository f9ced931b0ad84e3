import { useState } from "react";

import type { Deployment } from "@/api/types";

import type { Rollout } from "./timeline";

/** The rollout that is under way, or that came to its end while somebody watched. */
export function useRollout({ rollout, conditions, paused }: Deployment): {
  readonly rollout: Rollout | null;
  readonly over: boolean;
} {
  const [last, setLast] = useState(rollout);
  if (rollout !== null && rollout !== last) setLast(rollout);
  if (rollout !== null) return { rollout, over: false };
  const settled = conditions.some(({ type, reason }) => type === "Progressing" && reason === "Settled");
  return { rollout: settled && !paused ? last : null, over: true };
}
