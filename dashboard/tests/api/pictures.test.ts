import { describe, expect, it } from "vitest";

import { avatarOf, iconOf } from "@/api/pictures";

describe("pictures", () => {
  it("are asked for by their hash, on this origin", () => {
    expect(avatarOf({ user_id: "7", avatar: "a_ff" })).toBe("/api/v1/pictures/avatars/7/a_ff");
    expect(iconOf({ guild_id: "8", icon: "ee" })).toBe("/api/v1/pictures/icons/8/ee");
  });

  it("are not asked for where there is none", () => {
    expect(avatarOf({ user_id: "7", avatar: null })).toBeUndefined();
    expect(iconOf({ guild_id: "8", icon: null })).toBeUndefined();
  });

  it("never lead elsewhere, whatever is in a hash", () => {
    expect(iconOf({ guild_id: "8", icon: "../../x?y" })).toBe("/api/v1/pictures/icons/8/..%2F..%2Fx%3Fy");
  });
});
