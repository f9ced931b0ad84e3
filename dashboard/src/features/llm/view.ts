import type { components } from "@/api/schema";

export type Period = components["schemas"]["Period"];
export type Grouping = components["schemas"]["Grouping"];

export const PERIODS: readonly { readonly value: Period; readonly label: string }[] = [
  { value: "day", label: "24 hours" },
  { value: "week", label: "7 days" },
  { value: "month", label: "30 days" },
];

export const GROUPINGS: readonly { readonly value: Grouping; readonly label: string }[] = [
  { value: "provider", label: "Provider" },
  { value: "guild", label: "Guild" },
  { value: "cog", label: "Cog" },
];

/** Which usage is shown, and how; it is in the address, so that it can be sent to somebody. */
export interface View {
  readonly period: Period;
  readonly by: Grouping;
  /** Of this guild alone. */
  readonly guild: string | null;
  /** Of this cog alone. */
  readonly cog: string | null;
}

/** Reads a view from the query of an address; what makes no sense is left out. */
export function viewOf(query: URLSearchParams): View {
  const period = query.get("period");
  const by = query.get("by");
  return {
    period: PERIODS.find(({ value }) => value === period)?.value ?? "week",
    by: GROUPINGS.find(({ value }) => value === by)?.value ?? "provider",
    guild: query.get("guild"),
    cog: query.get("cog"),
  };
}

/** The address of a view. */
export function addressOf({ period, by, guild, cog }: View): string {
  const query = new URLSearchParams({ period, by });
  if (guild !== null) query.set("guild", guild);
  if (cog !== null) query.set("cog", cog);
  return `/admin/llm?${query.toString()}`;
}

/** What the API is asked for a view. */
export function askedBy({ period, guild, cog }: View) {
  return { period, guild_id: guild, cog_name: cog };
}

/** The view of one line of another one: its guild or its cog alone; of a provider there is none. */
export function narrowed(view: View, key: string): View | null {
  if (view.by === "guild") return { ...view, by: "cog", guild: key };
  if (view.by === "cog") return { ...view, by: "provider", cog: key };
  return null;
}
