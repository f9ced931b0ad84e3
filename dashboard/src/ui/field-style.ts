/** How everything looks that a person types into or chooses from. */
export const FIELD =
  "h-10 w-full rounded-lg border border-line-strong bg-surface px-3 text-sm text-ink " +
  "aria-[invalid=true]:border-danger disabled:opacity-60";
