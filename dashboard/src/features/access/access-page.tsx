"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { query } from "@/api/client";
import type { AuthorizedUser, Member } from "@/api/types";
import { nameOf } from "@/session/me";
import { Failure } from "@/shell/failure";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/confirm";
import { Loading, Skeleton } from "@/ui/skeleton";

import { MemberSearch } from "./member-search";

const LIST = "/api/v1/guilds/{guild_id}/authorized-users";

interface AccessPageProps {
  readonly guildId: string;
}

/** Who may settle a server; whoever may, may let others. */
export function AccessPage({ guildId }: AccessPageProps) {
  const queries = useQueryClient();
  const parameters = { params: { path: { guild_id: guildId } } };
  const users = query.useQuery("get", LIST, parameters);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const changed = () =>
    queries.invalidateQueries({ queryKey: query.queryOptions("get", LIST, parameters).queryKey });
  const grant = query.useMutation("post", LIST, { onSuccess: changed });
  const give = (member: Member) => {
    setNames(new Map(names).set(member.user_id, member.nick ?? nameOf(member)));
    grant.mutate({ ...parameters, body: { user_id: member.user_id } });
  };
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">Access</h1>
      <p className="mt-2 max-w-prose text-sm text-ink-soft">
        These people may change the settings of this server, and let others do so. A role on Discord gives
        nobody access here.
      </p>
      <div className="mt-6 space-y-6">
        <MemberSearch guildId={guildId} busy={grant.isPending} choose={give} />
        {grant.error && <Failure error={grant.error} />}
        {users.error ? (
          <Failure error={users.error} retry={() => void users.refetch()} />
        ) : users.data === undefined ? (
          <Loading what="Reading who has access">
            <Skeleton className="h-48" />
          </Loading>
        ) : (
          <Card aria-label="Who has access">
            <ul className="divide-y divide-line">
              {users.data.items.map((user) => (
                <UserRow key={user.user_id} guildId={guildId} user={user} names={names} revoked={changed} />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </>
  );
}

interface UserRowProps {
  readonly guildId: string;
  readonly user: AuthorizedUser;
  readonly names: ReadonlyMap<string, string>;
  readonly revoked: () => Promise<void>;
}

function UserRow({ guildId, user, names, revoked }: UserRowProps) {
  const revoke = query.useMutation("delete", `${LIST}/{user_id}`, { onSuccess: revoked });
  const name = names.get(user.user_id) ?? user.user_id;
  const since = new Date(user.granted_at).toLocaleDateString(undefined, { dateStyle: "medium" });
  return (
    <li className="flex flex-wrap items-center gap-3 p-4">
      <Avatar name={name} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {name}
          {user.is_initial && (
            <span className="ml-2 rounded-full bg-accent-soft px-2 py-0.5 text-xs font-medium text-accent">
              Owner
            </span>
          )}
        </p>
        <p className="truncate text-sm text-ink-soft">
          {user.is_initial ? `added the bot, ${since}` : `since ${since}, by ${user.granted_by_user_id}`}
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
