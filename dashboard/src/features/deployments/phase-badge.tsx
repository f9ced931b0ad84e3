import { classNames } from "@/ui/class-names";

const COLOURS: Readonly<Record<string, string>> = {
  Ready: "bg-good-soft text-good",
  Starting: "bg-accent-soft text-accent",
  Progressing: "bg-accent-soft text-accent",
  Resharding: "bg-accent-soft text-accent",
  Degraded: "bg-warning-soft text-warning",
  Failed: "bg-danger-soft text-danger",
};

/** The status of a deployment in one word. */
export function PhaseBadge({ phase }: { readonly phase: string | null }) {
  return (
    <span
      className={classNames(
        "rounded-full px-2.5 py-1 text-xs font-semibold",
        COLOURS[phase ?? ""] ?? "bg-sunken text-ink",
      )}
    >
      {phase ?? "Not looked at yet"}
    </span>
  );
}
