"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";

import { query } from "@/api/client";
import { avatarOf } from "@/api/pictures";
import type { AuthorizedUser } from "@/api/types";
import { Failure } from "@/shell/failure";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Loading, Skeleton } from "@/ui/skeleton";

import { calledHere, sinceWhen } from "./called";
import { MemberSearch } from "./member-search";

const LIST = "/api/v1/guilds/{guild_id}/authorized-users";

/** As many as the API lists at once. */
const MOST = 100;

interface AccessPageProps {
  readonly guildId: string;
}

/** Who may settle a server; whoever may, may let others. */
export function AccessPage({ guildId }: AccessPageProps) {
  const queries = useQueryClient();
  const path = { guild_id: guildId };
  const parameters = { params: { path, query: { limit: MOST } } };
  const users = query.useQuery("get", LIST, parameters);
  const changed = () =>
    queries.invalidateQueries({ queryKey: query.queryOptions("get", LIST, parameters).queryKey });
  const grant = query.useMutation("post", LIST, { onSuccess: changed });
  const list = useRef<HTMLElement>(null);
  const revoked = async () => {
    list.current?.focus(); // the line with the button goes away
    await changed();
  };
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Access</h1>
      <p className="mt-2 max-w-prose text-sm text-ink-soft">
        These people may change the settings of this server, and let others do so. A role on Discord gives
        nobody access here.
      </p>
      <div className="mt-6 space-y-6">
        <MemberSearch
          guildId={guildId}
          busy={grant.isPending}
          having={new Set(users.data?.items.map((user) => user.user_id))}
          choose={(member) => {
            grant.mutate({ params: { path }, body: { user_id: member.user_id } });
          }}
        />
        {grant.error && <Failure error={grant.error} />}
        {users.error ? (
          <Failure error={users.error} retry={() => void users.refetch()} />
        ) : users.data === undefined ? (
          <Loading what="Reading who has access">
            <Skeleton className="h-48" />
          </Loading>
        ) : (
          <>
            <Card ref={list} tabIndex={-1} aria-label="Who has access">
              <ul className="divide-y divide-line">
                {users.data.items.map((user) => (
                  <UserRow key={user.user_id} guildId={guildId} user={user} revoked={revoked} />
                ))}
              </ul>
            </Card>
            <p className="text-sm text-ink-soft">
              {users.data.items.some((user) => user.user === null) &&
                "Discord did not say who some of these people are. They are shown by their ids. "}
              {users.data.total > MOST &&
                `These are the first ${String(MOST)} of ${String(users.data.total)} people.`}
            </p>
          </>
        )}
      </div>
    </>
  );
}

interface UserRowProps {
  readonly guildId: string;
  readonly user: AuthorizedUser;
  readonly revoked: () => Promise<void>;
}

function UserRow({ guildId, user, revoked }: UserRowProps) {
  const revoke = query.useMutation("delete", `${LIST}/{user_id}`, { onSuccess: revoked });
  const name = calledHere(user);
  return (
    <li className="flex flex-wrap items-center gap-3 p-4">
      <Avatar name={name} picture={user.user ? avatarOf(user.user) : undefined} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {user.is_initial && (
            <span className="rounded-full bg-accent-soft px-2 py-0.5 text-xs font-medium text-accent">
              Owner
            </span>
          )}
        </p>
        <p className="text-sm text-ink-soft sm:truncate">
          {user.user && <span className="block truncate sm:inline">@{user.user.username}</span>}
          {user.user && <span className="hidden sm:inline"> · </span>}
          {sinceWhen(user)}
        </p>
        {revoke.error && <Failure error={revoke.error} />}
      </div>
      {!user.is_initial && (
        <Confirm
          title={`Take access away from ${name}?`}
          text="It holds for their very next click, on every page that they have open."
          action="Take away"
          act={() => {
            revoke.mutate({ params: { path: { guild_id: guildId, user_id: user.user_id } } });
          }}
        >
          <Button size="small" busy={revoke.isPending} aria-label={`Take away access of ${name}`}>
            Take away
          </Button>
        </Confirm>
      )}
    </li>
  );
}
