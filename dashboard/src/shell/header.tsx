"use client";

import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

import { api } from "@/api/client";
import { avatarOf } from "@/api/pictures";
import type { Me } from "@/api/types";
import { nameOf } from "@/session/me";
import { useMe } from "@/session/me-context";
import { ThemeSwitch } from "@/theme/theme-switch";
import { Avatar } from "@/ui/avatar";
import { ChevronIcon, LeaveIcon } from "@/ui/icons";
import { MENU, MENU_ITEM } from "@/ui/menu-style";

interface HeaderProps {
  /** What stands beside the name: a menu on small screens, a switcher. */
  readonly children?: ReactNode;
}

/** The top of every page. */
export function Header({ children }: HeaderProps) {
  const me = useMe();
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:left-4 focus:top-3 focus:z-30 focus:rounded-lg focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
      >
        To the content
      </a>
      <div className="flex h-14 items-center gap-2 px-4 sm:px-6">
        <Link href="/" className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
          <Mark />
          <span className="hidden sm:inline">Fairlead</span>
          <span className="sr-only sm:hidden">Fairlead</span>
        </Link>
        {children}
        <nav aria-label="Fleet" className="ml-auto hidden items-center gap-1 text-sm md:flex">
          {me.team !== "none" && <TeamLinks />}
        </nav>
        <div className="ml-auto flex items-center gap-1 md:ml-2">
          <ThemeSwitch />
          <AccountMenu me={me} />
        </div>
      </div>
    </header>
  );
}

/** A fairlead: the eye through which a line runs without chafing. */
function Mark() {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className="size-7 text-accent" fill="none" stroke="currentColor">
      <circle cx="12" cy="12" r="5" strokeWidth="3" />
      <path d="M1.5 19.5C8 19.5 8 12 12 12s4-7.5 10.5-7.5" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}

const TEAM_PAGES = [
  { href: "/admin/shards", label: "Shards" },
  { href: "/admin/deployments", label: "Deployments" },
  { href: "/admin/llm", label: "Language models" },
] as const;

function TeamLinks() {
  return TEAM_PAGES.map((page) => (
    <Link
      key={page.href}
      href={page.href}
      className="rounded-md px-3 py-2 text-ink-soft hover:bg-sunken hover:text-ink"
    >
      {page.label}
    </Link>
  ));
}

const ITEM = `flex cursor-pointer items-center gap-2 ${MENU_ITEM}`;

function AccountMenu({ me }: { readonly me: Me }) {
  const leave = async () => {
    await api.POST("/api/v1/auth/logout");
    // eslint-disable-next-line @next/next/no-location-assign-relative-destination -- so that nothing stays in memory
    window.location.assign("/");
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className="flex items-center gap-1 rounded-full p-1 hover:bg-sunken"
        aria-label="Your account"
      >
        <Avatar name={nameOf(me)} picture={avatarOf(me)} size="small" />
        <ChevronIcon />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={8} className={`${MENU} min-w-56`}>
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
