import { describe, expect, it } from "vitest";

import type { AuthorizedUser, Member } from "@/api/types";
import { calledHere, sinceWhen } from "@/features/access/called";

const ada: Member = { user_id: "7", username: "ada7", global_name: "Ada", nick: null, avatar: null };
const access: AuthorizedUser = {
  user_id: "7",
  granted_by_user_id: "8",
  granted_at: "2026-11-03T12:00:00Z",
  is_initial: false,
  user: ada,
  granted_by: { ...ada, user_id: "8", nick: "Bosun" },
};

describe("who has access", () => {
  it("is called as in the server, else as on Discord, else by the id", () => {
    expect(calledHere({ ...access, user: { ...ada, nick: "Captain" } })).toBe("Captain");
    expect(calledHere(access)).toBe("Ada");
    expect(calledHere({ ...access, user: { ...ada, global_name: null } })).toBe("ada7");
    expect(calledHere({ ...access, user: null })).toBe("7");
  });

  it("has it since a day and by somebody", () => {
    expect(sinceWhen(access)).toMatch(/^since .*2026.*, by Bosun$/u);
    expect(sinceWhen({ ...access, granted_by: null })).toMatch(/, by 8$/u);
    expect(sinceWhen({ ...access, is_initial: true })).toMatch(/^added the bot, .*2026/u);
  });
});
