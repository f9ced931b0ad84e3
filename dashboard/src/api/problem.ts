import type { components } from "./schema";

/** What the API says when it refuses (RFC 9457). */
export type Problem = components["schemas"]["Problem"];

/** A refusal of the API, or its absence, in words for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** The HTTP status; 0 when there was no answer at all. */
    readonly status: number,
    /** What never changes about this kind of refusal, such as `rate_limited`. */
    readonly code: string,
    /** One sentence for people. */
    readonly detail: string,
    /** What the API's logs call this request by; absent when it never got there. */
    readonly requestId: string | null,
    /** What is wrong with which field. */
    readonly fields: ReadonlyMap<string, string> = new Map(),
    /** Seconds after which a further try may do. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }

  /** Whether the same request may well succeed a little later. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Reads a refusal; what is in front of the API may answer in HTML, which says nothing to people. */
export async function errorOf(response: Response): Promise<ApiError> {
  const requestId = response.headers.get("X-Request-ID");
  const wait = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const retryAfter = Number.isNaN(wait) ? null : wait;
  const problem = await problemIn(response);
  if (problem === null) {
    const detail = `The API cannot be reached (${String(response.status)}).`;
    return new ApiError(response.status, "unreachable", detail, requestId, new Map(), retryAfter);
  }
  const fields = new Map((problem.errors ?? []).map((fault) => [fault.field, fault.message]));
  return new ApiError(
    response.status,
    problem.code,
    problem.detail,
    problem.request_id || requestId,
    fields,
    retryAfter,
  );
}

/** What to tell when there was no answer at all. */
export function noAnswer(cause: unknown): ApiError {
  const error = new ApiError(0, "no_answer", "There is no answer. Are you connected?", null);
  error.cause = cause;
  return error;
}

async function problemIn(response: Response): Promise<Problem | null> {
  if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) return null;
  try {
    return (await response.json()) as Problem;
  } catch {
    return null;
  }
}
