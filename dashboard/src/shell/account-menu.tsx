"use client";

import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";

import { api } from "@/api/client";
import type { Me } from "@/api/types";
import { nameOf } from "@/session/me";
import { LeaveIcon } from "@/ui/icons";
import { MENU, MENU_ITEM } from "@/ui/menu-style";
import { toFirstItem } from "@/ui/to-first-item";

import { TEAM_PAGES } from "./team-pages";

const ITEM = `flex cursor-pointer items-center gap-2 ${MENU_ITEM}`;

interface AccountMenuProps {
  readonly me: Me;
  readonly trigger: ReactElement;
}

/** What somebody who is signed in can do; it is open at first. */
export default function AccountMenu({ me, trigger }: AccountMenuProps) {
  const leave = async () => {
    await api.POST("/api/v1/auth/logout");
    // eslint-disable-next-line @next/next/no-location-assign-relative-destination -- so that nothing stays in memory
    window.location.assign("/");
  };
  return (
    <DropdownMenu.Root defaultOpen>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content onFocus={toFirstItem} align="end" sideOffset={8} className={`${MENU} min-w-56`}>
          <DropdownMenu.Label className="px-3 py-2">
            <span className="block font-medium">{nameOf(me)}</span>
            <span className="block text-ink-soft">{me.username}</span>
          </DropdownMenu.Label>
          {me.team !== "none" && (
            <>
              <DropdownMenu.Separator className="my-1 h-px bg-line md:hidden" />
              {TEAM_PAGES.map((page) => (
                <DropdownMenu.Item key={page.href} asChild className={`${ITEM} md:hidden`}>
                  <Link href={page.href}>{page.label}</Link>
                </DropdownMenu.Item>
              ))}
            </>
          )}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => void leave()}>
            <LeaveIcon />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
