import { QueryClient } from "@tanstack/react-query";

import { ApiError } from "./problem";

const TRIES = 2;

/** Seconds that an answer is taken for fresh; going back to a page shows it at once. */
const FRESH_SECONDS = 15;

/** Makes what keeps answers. A refusal is final; what may pass is tried again, when the API said it may. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_SECONDS * 1000,
        retry: (failures, error) => failures < TRIES && (!(error instanceof ApiError) || mayRepeat(error)),
        retryDelay: (failures, error) =>
          error instanceof ApiError && error.retryAfter !== null
            ? error.retryAfter * 1000
            : 500 * 2 ** failures,
      },
    },
  });
}

/** Asks again every so many seconds; where the API said to wait longer, after that. */
export function every(seconds: number): (query: { readonly state: { readonly error: unknown } }) => number {
  return ({ state: { error } }) =>
    1000 * Math.max(seconds, (error instanceof ApiError && error.retryAfter) || 0);
}

/** A person does not wait longer than this for a page to try again by itself. */
const PATIENCE_SECONDS = 5;

function mayRepeat(error: ApiError): boolean {
  return error.passes && (error.retryAfter ?? 0) <= PATIENCE_SECONDS;
}
