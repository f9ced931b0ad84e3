import { usePathname, useSearchParams } from "next/navigation";

/** The present page, as the place to come back to after signing in. */
export function useReturnAddress(): string {
  const path = usePathname();
  const rest = new URLSearchParams(useSearchParams());
  rest.delete("login"); // how the last attempt went
  return rest.size > 0 ? `${path}?${rest.toString()}` : path;
}
