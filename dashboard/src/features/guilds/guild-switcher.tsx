"use client";

import { lazy } from "react";

import { Avatar } from "@/ui/avatar";
import { Deferred } from "@/ui/deferred";
import { ChevronIcon } from "@/ui/icons";
import { Skeleton } from "@/ui/skeleton";

import { useIcons } from "./use-guilds";

const GuildMenu = lazy(() => import("./guild-menu"));

interface GuildSwitcherProps {
  readonly guildId: string;
  /** The present guild's name, once it is known. */
  readonly name: string | undefined;
}

/** Leads to the same page of another server. */
export function GuildSwitcher({ guildId, name }: GuildSwitcherProps) {
  const icons = useIcons();
  if (name === undefined) return <Skeleton className="h-6 w-32" />;
  return (
    <Deferred
      opens="menu"
      button={
        <button
          type="button"
          className="flex min-w-0 items-center gap-2 rounded-lg px-2 py-1.5 text-sm font-medium hover:bg-sunken"
        >
          <Avatar name={name} picture={icons.get(guildId)} size="tiny" />
          <span className="truncate">{name}</span>
          <ChevronIcon />
          <span className="sr-only">, choose another server</span>
        </button>
      }
    >
      {(trigger) => <GuildMenu guildId={guildId} trigger={trigger} />}
    </Deferred>
  );
}
