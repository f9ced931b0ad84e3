import { expect, test } from "vitest";

import { errorOf, noAnswer } from "@/api/problem";

const problem = {
  type: "about:blank",
  title: "Too many requests",
  status: 429,
  detail: "Come back in 7 seconds.",
  code: "rate_limited",
  request_id: "r-1",
  errors: [{ field: "body.levels.step", code: "int", message: "must be a number" }],
};

test("a refusal keeps its code, its words, its fields and when to come back", async () => {
  const headers = { "Content-Type": "application/problem+json", "Retry-After": "7" };
  const error = await errorOf(new Response(JSON.stringify(problem), { status: 429, headers }));
  expect(error).toMatchObject({
    status: 429,
    code: "rate_limited",
    detail: problem.detail,
    requestId: "r-1",
  });
  expect(error.retryAfter).toBe(7);
  expect(error.fields.get("body.levels.step")).toBe("must be a number");
  expect(error.passes).toBe(true);
});

test.each([
  ["<h1>Bad gateway</h1>", "text/html"],
  ["{", "application/problem+json"],
])("an answer of somebody in between (%j) says that the API cannot be reached", async (body, type) => {
  const error = await errorOf(new Response(body, { status: 502, headers: { "Content-Type": type } }));
  expect(error).toMatchObject({ status: 502, code: "unreachable", passes: true });
});

test("no answer at all may pass, a refusal for good does not", async () => {
  expect(noAnswer(new TypeError("failed")).passes).toBe(true);
  expect((await errorOf(new Response("", { status: 403 }))).passes).toBe(false);
});
