import { expect, test } from "vitest";

import { contentSecurityPolicy } from "@/server/csp";

test("a page runs its own scripts alone, and talks to nobody else", () => {
  const policy = contentSecurityPolicy("abc", false);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("React's messages in development need eval, and nothing else does", () => {
  expect(contentSecurityPolicy("abc", true)).toContain("'unsafe-eval'");
});
