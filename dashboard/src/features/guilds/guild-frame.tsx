"use client";

import { lazy, type ReactNode } from "react";

import { Guard } from "@/session/guard";
import { isRefused, Outdated } from "@/shell/answer";
import { Failure } from "@/shell/failure";
import { Header } from "@/shell/header";
import { Deferred } from "@/ui/deferred";
import { MenuIcon } from "@/ui/icons";

import { GuildNavigation } from "./guild-navigation";
import { GuildSwitcher } from "./guild-switcher";
import { useGuild } from "./use-guilds";

const SmallMenu = lazy(() => import("./small-menu"));

interface GuildFrameProps {
  readonly guildId: string;
  readonly children: ReactNode;
}

/** Around the pages of one server: which it is, and its other pages. Who has no access sees none of them. */
export function GuildFrame({ guildId, children }: GuildFrameProps) {
  const guild = useGuild(guildId);
  return (
    <Guard>
      <Header>
        <Deferred
          opens="dialog"
          button={
            <button
              type="button"
              className="rounded-lg p-2 hover:bg-sunken md:hidden"
              aria-label="Pages of this server"
            >
              <MenuIcon />
            </button>
          }
        >
          {(trigger) => <SmallMenu guildId={guildId} trigger={trigger} />}
        </Deferred>
        <span aria-hidden className="mx-1 hidden text-line-strong md:inline">
          /
        </span>
        <GuildSwitcher guildId={guildId} name={guild.data?.name} />
      </Header>
      <div className="mx-auto flex max-w-6xl gap-8 px-4 sm:px-6">
        <aside className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-52 shrink-0 py-8 md:block">
          <GuildNavigation guildId={guildId} />
        </aside>
        <main id="content" className="min-w-0 flex-1 py-8">
          {isRefused(guild) ? (
            <Failure error={guild.error} retry={() => void guild.refetch()} />
          ) : (
            <>
              <Outdated of={guild} />
              {children}
            </>
          )}
        </main>
      </div>
    </Guard>
  );
}
