import { type Query, useQueryClient } from "@tanstack/react-query";

import { query } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { Me } from "@/api/types";

/** Who is signed in: a user, nobody, or not known yet or now. */
export type Session =
  | { readonly is: "unknown" }
  | { readonly is: "nobody" }
  | { readonly is: "away"; readonly error: unknown; readonly retry: () => void }
  | {
      readonly is: "user";
      readonly me: Me;
      /** Whether the session ended since; what is on the page is not taken away. */
      readonly ended: boolean;
    };

/** Asks who is signed in. */
export function useSession(): Session {
  const queries = useQueryClient();
  const me = query.useQuery("get", "/api/v1/auth/me", {}, { staleTime: 60_000 });
  const refused = me.error instanceof ApiError && me.error.status === 401;
  if (me.data !== undefined) return { is: "user", me: me.data, ended: refused };
  if (refused) return { is: "nobody" };
  if (me.error !== null) {
    // What was asked beside it failed as well, and nobody wants to press once for each.
    const failed = { predicate: ({ state }: Query) => state.status === "error" };
    return { is: "away", error: me.error, retry: () => void queries.refetchQueries(failed) };
  }
  return { is: "unknown" };
}

/** Where a person signs in and from where they come back to a page of ours. */
export function loginAddress(returnTo: string): string {
  return `/api/v1/auth/discord/login?${new URLSearchParams({ return_to: returnTo }).toString()}`;
}

/** How a user is called. */
export function nameOf(user: { readonly global_name: string | null; readonly username: string }): string {
  return user.global_name ?? user.username;
}
