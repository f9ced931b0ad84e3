import type { Deployment } from "@/api/types";
import { Meter } from "@/ui/meter";

interface BudgetGaugeProps {
  readonly budget: NonNullable<Deployment["budget"]>;
}

/** A part of the day's identifies below which it gets dangerous: Discord resets the token when none is left. */
const LOW = 0.2;

/** How many identifies Discord allows yet today. */
export function BudgetGauge({ budget }: BudgetGaugeProps) {
  const share = budget.total === 0 ? 0 : budget.remaining / budget.total;
  return (
    <div className="mt-6">
      <p className="flex justify-between text-sm">
        <span>Identifies left today</span>
        <span className="tabular-nums">
          <span className="font-semibold">{budget.remaining.toLocaleString("en")}</span>
          <span className="text-ink-soft"> of {budget.total.toLocaleString("en")}</span>
        </span>
      </p>
      <Meter label="Identifies left today" share={share} low={share < LOW} />
      <p className="mt-1 text-xs text-ink-soft">
        {budget.resets_at === null
          ? "The limit is whole."
          : `Whole again ${new Date(budget.resets_at).toLocaleString("en", { weekday: "short", hour: "2-digit", minute: "2-digit" })}.`}
      </p>
    </div>
  );
}
