import { expect, test } from "vitest";

import { contentSecurityPolicy } from "@/server/csp";

test("a page runs its own scripts alone, and talks to nobody else", () => {
  const policy = contentSecurityPolicy("abc", false);
  expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic'");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("in development React's messages need eval and Next's tools their own styles, and nothing else is let in", () => {
  const policy = contentSecurityPolicy("abc", true);
  expect(policy).toContain("'unsafe-eval'");
  // Where there is a nonce, styles without one are refused whatever else is said (CSP 3, 6.7.3.2).
  expect(policy).toContain("style-src 'self' 'unsafe-inline';");
  expect(policy).not.toMatch(/https?:|\*/);
});
