import type { AuthorizedUser, Member } from "@/api/types";
import { nameOf } from "@/session/me";

/** What a member is called in their server. */
export function calledInGuild(member: Member): string {
  return member.nick ?? nameOf(member);
}

/** What somebody is called who has access; by their id while Discord does not say. */
export function calledHere(user: AuthorizedUser): string {
  return user.user === null ? user.user_id : calledInGuild(user.user);
}

/** Since when somebody has access, and by whom. */
export function sinceWhen(user: AuthorizedUser): string {
  const date = new Date(user.granted_at).toLocaleDateString(undefined, { dateStyle: "medium" });
  if (user.is_initial) return `added the bot, ${date}`;
  const by = user.granted_by === null ? user.granted_by_user_id : calledInGuild(user.granted_by);
  return `since ${date}, by ${by}`;
}
