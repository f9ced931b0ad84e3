import type { components } from "@/api/schema";

export type ModelPrices = components["schemas"]["ModelPrices"];
type NewPrices = components["schemas"]["NewPrices"];

/** What a model may have a price for, in US dollars. */
export const PRICES = [
  { name: "input_cost_per_1k_tokens", label: "In, per 1,000 tokens" },
  { name: "output_cost_per_1k_tokens", label: "Out, per 1,000 tokens" },
  { name: "cache_cost_per_1k_tokens", label: "Cached, per 1,000 tokens" },
  { name: "image_cost_per_unit", label: "An image" },
  { name: "audio_cost_per_minute", label: "A minute of audio" },
] as const;

export type PriceName = (typeof PRICES)[number]["name"];

/** What somebody typed into each field. */
export type Typed = Readonly<Record<PriceName, string>>;

/** What stands in the fields at first; zeros at the end of a price say nothing. */
export function typedOf(prices: Partial<Record<PriceName, string | null>>): Typed {
  const entries = PRICES.map(({ name }) => [name, shortened(prices[name] ?? "")] as const);
  return Object.fromEntries(entries) as Typed;
}

/** The prices that were typed; a field that was left empty is a price that is not known. */
export function pricesOf(typed: Typed): NewPrices {
  const entries = PRICES.map(({ name }) => [name, typed[name].trim() || null] as const);
  return Object.fromEntries(entries) as NewPrices;
}

/** A price without zeros at its end. */
export function shortened(price: string): string {
  return price.includes(".") ? price.replace(/\.?0+$/, "") : price;
}
