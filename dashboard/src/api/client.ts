import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";

import { errorOf, noAnswer } from "./problem";
import type { paths } from "./schema";

/** Marks requests as the dashboard's, which a page of somebody else cannot (docs/api.md, "Requests of a browser"). */
const MARK = "X-Fairlead-Request";

const refusals: Middleware = {
  onRequest({ request }) {
    request.headers.set(MARK, "1");
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await errorOf(response);
  },
  onError({ error }) {
    return error instanceof Error && error.name === "ApiError" ? error : noAnswer(error);
  },
};

/** The API, typed by its own description; every refusal is thrown as an `ApiError`. */
export const api = createFetchClient<paths>({
  baseUrl: typeof window === "undefined" ? "http://dashboard.invalid" : window.location.origin,
});
api.use(refusals);

/** The same as hooks of TanStack Query. */
export const query = createQueryClient(api);
