import type { DeploymentEntry, DeploymentPlan } from "@/api/types";

/** What a restart does, in sentences: what is replaced in which order, what it takes, and who will know. */
export function restartWords(entry: DeploymentEntry, plan: DeploymentPlan | undefined): readonly string[] {
  const pods = entry.pods.wanted;
  const all = pods === null ? "Every pod is" : pods === 1 ? "Its pod is" : `All ${String(pods)} pods are`;
  const words = [`${all} replaced, one after the other: those without shards first, then slot after slot.`];
  if (plan === undefined || plan.identifies === null) {
    words.push("Sessions go from pod to pod, so that no shard has to identify and no event is lost.");
  } else if (plan.identifies === 0) {
    words.push("It takes 0 identifies: sessions go from pod to pod, and no event is lost.");
  } else {
    const count = plan.identifies;
    const shards =
      count === 1
        ? "1 shard that is not ready needs an identify"
        : `${String(count)} shards that are not ready need identifies`;
    words.push(`${shards} in any case; all others take their sessions along.`);
  }
  if (entry.paused) words.push("It is paused: the restart begins when you let it go on.");
  words.push("The audit log says that you did it.");
  return words;
}
