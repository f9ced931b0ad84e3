import type { Deployment } from "@/api/types";

/** Something about a deployment that must not be overlooked. */
export interface Trouble {
  readonly kind: "danger" | "warning" | "plain";
  readonly title: string;
  readonly text: string;
}

/** What must not be overlooked: that it failed, that something is wrong, or that its operator does nothing. */
export function troubleOf({ phase, conditions, paused, is_current, operated }: Deployment): Trouble | null {
  const said = (type: string) => conditions.find((condition) => condition.type === type);
  const degraded = said("Degraded");
  const wrong = degraded?.status === "True" ? degraded.message : null;
  if (phase === "Failed") {
    const text = wrong ?? said("Ready")?.message ?? "Its operator does not say why.";
    return { kind: "danger", title: "It failed", text };
  }
  if (wrong !== null) {
    const still = paused ? " It is paused, so its operator repairs nothing." : "";
    return { kind: "warning", title: "Something is wrong", text: `${wrong}${still}` };
  }
  if (paused) {
    const text = "The bot goes on as it is. Its operator changes nothing and repairs nothing.";
    return { kind: "plain", title: "It is paused", text };
  }
  if (phase === "Hibernated") {
    return { kind: "plain", title: "It sleeps", text: "spec.hibernated is true: no pods run." };
  }
  if (operated && phase !== null && !is_current) {
    const text =
      "What you see is of an older specification; the operator has not looked at the present one yet.";
    return { kind: "plain", title: "It was changed a moment ago", text };
  }
  return null;
}
