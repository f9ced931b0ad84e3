"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";

import { Avatar } from "@/ui/avatar";
import { classNames } from "@/ui/class-names";
import { MENU, MENU_ITEM } from "@/ui/menu-style";
import { toFirstItem } from "@/ui/to-first-item";

import { useGuilds, useIcons } from "./use-guilds";

interface GuildMenuProps {
  readonly guildId: string;
  readonly trigger: ReactElement;
}

/** The servers of the user, each leading to its same page; it is open at first. */
export default function GuildMenu({ guildId, trigger }: GuildMenuProps) {
  const guilds = useGuilds();
  const icons = useIcons();
  const page = usePathname().split("/")[3] ?? "settings";
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          onFocus={toFirstItem}
          align="start"
          sideOffset={8}
          className={`${MENU} flex max-h-96 w-64 flex-col`}
        >
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
