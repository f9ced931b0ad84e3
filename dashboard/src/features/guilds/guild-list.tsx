"use client";

import Link from "next/link";
import { useId, useState } from "react";

import type { Guild } from "@/api/types";
import { Failure } from "@/shell/failure";
import { Avatar } from "@/ui/avatar";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { SearchField } from "@/ui/search-field";
import { Loading, Skeleton } from "@/ui/skeleton";

import { useGuilds } from "./use-guilds";

/** From so many guilds on a search is quicker than looking. */
const SEARCH_FROM = 7;

/** The servers of a user, to choose one. */
export function GuildList() {
  const guilds = useGuilds();
  const [text, setText] = useState("");
  const heading = useId();
  if (guilds.error) return <Failure error={guilds.error} retry={() => void guilds.refetch()} />;
  if (guilds.data === undefined) return <Skeletons />;
  const found = matching(guilds.data.items, text);
  return (
    <section aria-labelledby={heading}>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 id={heading} className="text-2xl font-semibold tracking-tight">
          Your servers
        </h1>
        {guilds.data.items.length >= SEARCH_FROM && (
          <SearchField label="Search your servers" value={text} onChange={setText} />
        )}
      </div>
      <p role="status" className="sr-only">
        {found.length === 1 ? "1 server" : `${String(found.length)} servers`}
      </p>
      <div className="mt-6">
        {guilds.data.items.length === 0 ? (
          <Empty title="No server yet">
            You see a server here when you added the bot to it, or when somebody who may gave you access.
          </Empty>
        ) : found.length === 0 ? (
          <Empty title={`No server is called “${text}”`}>Search for another part of its name.</Empty>
        ) : (
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {found.map((guild) => (
              <li key={guild.guild_id}>
                <GuildTile guild={guild} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function GuildTile({ guild }: { readonly guild: Guild }) {
  return (
    <Card className="transition-colors hover:border-line-strong">
      <Link href={`/guilds/${guild.guild_id}/settings`} className="flex items-center gap-3 rounded-card p-4">
        <Avatar name={guild.name} size="large" />
        <span className="min-w-0">
          <span className="block truncate font-medium">{guild.name}</span>
          <span className="block text-sm text-ink-soft">
            since {new Date(guild.added_at).toLocaleDateString(undefined, { dateStyle: "medium" })}
          </span>
        </span>
      </Link>
    </Card>
  );
}

/** Those whose name has a text in it, whatever its case. */
export function matching(guilds: readonly Guild[], text: string): readonly Guild[] {
  const wanted = text.trim().toLocaleLowerCase();
  return guilds.filter((guild) => guild.name.toLocaleLowerCase().includes(wanted));
}

function Skeletons() {
  return (
    <Loading what="Reading your servers">
      <Skeleton className="h-8 w-40" />
      <div className="mt-6 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {Array.from({ length: 6 }, (_, place) => (
          <Skeleton key={place} className="h-20" />
        ))}
      </div>
    </Loading>
  );
}
