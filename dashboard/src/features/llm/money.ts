import type { components } from "@/api/schema";

type Point = components["schemas"]["UsagePoint"];

/** An amount of US dollars; what is not known is not zero. */
export function dollars(amount: string | number | null | undefined): string {
  if (amount == null) return "not known";
  const number = Number(amount);
  const digits = number !== 0 && Math.abs(number) < 0.01 ? 6 : 2;
  return number.toLocaleString("en", { style: "currency", currency: "USD", maximumFractionDigits: digits });
}

/** What is where nothing was used. */
export const NOTHING: Point = { attempts: 0, cost_usd: "0", attempts_without_cost: 0 };

/** What attempts cost, in words that do not hide what is not known of it. */
export function costOf({ attempts, cost_usd, attempts_without_cost }: Point): string {
  if (attempts === 0) return "–";
  if (cost_usd !== null && attempts_without_cost > 0) return `${dollars(cost_usd)} or more`;
  return dollars(cost_usd);
}

/** All of them together: not known, where of nothing that was used the cost is. */
export function together(points: readonly Point[]): Point {
  const used = points.filter((point) => point.attempts > 0);
  const known = used.filter((point) => point.cost_usd !== null);
  const cost = known.reduce((sum, point) => sum + Number(point.cost_usd), 0);
  return {
    attempts: used.reduce((sum, point) => sum + point.attempts, 0),
    cost_usd: used.length > 0 && known.length === 0 ? null : String(cost),
    attempts_without_cost: used.reduce((sum, point) => sum + point.attempts_without_cost, 0),
  };
}
