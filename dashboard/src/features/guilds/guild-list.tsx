"use client";

import Link from "next/link";
import { useId, useState } from "react";

import type { Guild } from "@/api/types";
import { Answer } from "@/shell/answer";
import { Avatar } from "@/ui/avatar";
import { Card } from "@/ui/card";
import { Empty } from "@/ui/empty";
import { SearchField } from "@/ui/search-field";
import { Loading, Skeleton } from "@/ui/skeleton";

import { GRID } from "./grid";
import { matching } from "./matching";
import { MissingGuilds } from "./missing-guilds";
import { useDiscordGuilds, useGuilds, useIcons } from "./use-guilds";
import { useInvited } from "./use-invited";

/** From so many guilds on a search is quicker than looking. */
const SEARCH_FROM = 7;

/** The servers of a user, to choose one, and those to which they may add the bot. */
export function GuildList() {
  const invited = useInvited();
  const [text, setText] = useState("");
  const heading = useId();
  const guilds = useGuilds(invited.guilds);
  const discord = useDiscordGuilds();
  const known = new Set(guilds.data?.map((guild) => guild.guild_id));
  // The two lists are not of one moment: a server that is in ours has the bot, whatever the other one says.
  const missing = (discord.data ?? []).filter(
    (guild) => guild.invite_url !== null && !known.has(guild.guild_id),
  );
  const missingFound = matching(missing, text);
  return (
    <>
      <section aria-labelledby={heading}>
        <div className="flex min-h-10 flex-wrap items-end justify-between gap-4">
          <h1 id={heading} className="text-2xl font-semibold tracking-tight">
            Your servers
          </h1>
          {(guilds.data?.length ?? 0) + missing.length >= SEARCH_FROM && (
            <SearchField label="Search your servers" value={text} onChange={setText} />
          )}
        </div>
        <div className="mt-6">
          <Answer of={guilds} loading={<Skeletons />}>
            {(all) => <Found guilds={all} text={text} beside={missingFound.length} />}
          </Answer>
        </div>
      </section>
      {guilds.data !== undefined && (
        <MissingGuilds
          guilds={missingFound}
          error={discord.error}
          retry={() => void discord.refetch()}
          invited={invited.guilds}
          invite={invited.invite}
        />
      )}
    </>
  );
}

interface FoundProps {
  readonly guilds: readonly Guild[];
  readonly text: string;
  /** How many were found among the others. */
  readonly beside: number;
}

function Found({ guilds, text, beside }: FoundProps) {
  const icons = useIcons();
  const found = matching(guilds, text);
  return (
    <>
      <p role="status" className="sr-only">
        {counted(found.length + beside)}
      </p>
      {guilds.length === 0 ? (
        <Empty title="No server yet">
          You see a server here when you added the bot to it, or when somebody who may gave you access.
        </Empty>
      ) : found.length === 0 ? (
        <Empty title={`None of your servers is called “${text}”`}>Search for another part of its name.</Empty>
      ) : (
        <ul className={GRID}>
          {found.map((guild) => (
            <li key={guild.guild_id}>
              <GuildTile guild={guild} icon={icons.get(guild.guild_id)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function GuildTile({ guild, icon }: { readonly guild: Guild; readonly icon: string | undefined }) {
  return (
    <Card className="transition-colors hover:border-line-strong">
      <Link href={`/guilds/${guild.guild_id}/settings`} className="flex items-center gap-3 rounded-card p-4">
        <Avatar name={guild.name} picture={icon} size="large" />
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

function counted(number: number): string {
  return number === 1 ? "1 server" : `${String(number)} servers`;
}

function Skeletons() {
  return (
    <Loading what="Reading the list of servers">
      <div className={GRID}>
        {Array.from({ length: 6 }, (_, place) => (
          <Skeleton key={place} className="h-20" />
        ))}
      </div>
    </Loading>
  );
}
