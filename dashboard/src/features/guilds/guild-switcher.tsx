"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { DropdownMenu } from "radix-ui";

import { Avatar } from "@/ui/avatar";
import { classNames } from "@/ui/class-names";
import { ChevronIcon } from "@/ui/icons";
import { MENU, MENU_ITEM } from "@/ui/menu-style";
import { Skeleton } from "@/ui/skeleton";

import { useGuilds, useIcons } from "./use-guilds";

interface GuildSwitcherProps {
  readonly guildId: string;
  /** The present guild's name, once it is known. */
  readonly name: string | undefined;
}

/** Leads to the same page of another server. */
export function GuildSwitcher({ guildId, name }: GuildSwitcherProps) {
  const guilds = useGuilds();
  const icons = useIcons();
  const page = usePathname().split("/")[3] ?? "settings";
  if (name === undefined) return <Skeleton className="h-6 w-32" />;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="flex min-w-0 items-center gap-2 rounded-lg px-2 py-1.5 text-sm font-medium hover:bg-sunken">
        <Avatar name={name} picture={icons.get(guildId)} size="tiny" />
        <span className="truncate">{name}</span>
        <ChevronIcon />
        <span className="sr-only">, choose another server</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="start" sideOffset={8} className={`${MENU} flex max-h-96 w-64 flex-col`}>
          <DropdownMenu.Group className="min-h-0 overflow-y-auto">
            {(guilds.data ?? []).map((guild) => (
              <DropdownMenu.Item key={guild.guild_id} asChild>
                <Link
                  href={`/guilds/${guild.guild_id}/${page}`}
                  aria-current={guild.guild_id === guildId ? "true" : undefined}
                  className={classNames(
                    "flex items-center gap-2",
                    MENU_ITEM,
                    guild.guild_id === guildId && "font-semibold text-accent",
                  )}
                >
                  <Avatar name={guild.name} picture={icons.get(guild.guild_id)} size="tiny" />
                  <span className="truncate">{guild.name}</span>
                </Link>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Group>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item asChild>
            <Link href="/" className={`block ${MENU_ITEM}`}>
              All servers
            </Link>
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
