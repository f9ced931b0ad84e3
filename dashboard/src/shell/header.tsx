"use client";

import Link from "next/link";
import { lazy, type ReactNode } from "react";

import { avatarOf } from "@/api/pictures";
import type { Me } from "@/api/types";
import { nameOf } from "@/session/me";
import { useMe } from "@/session/me-context";
import { ThemeSwitch } from "@/theme/theme-switch";
import { Avatar } from "@/ui/avatar";
import { Deferred } from "@/ui/deferred";
import { ChevronIcon } from "@/ui/icons";
import { Mark } from "@/ui/mark";

import { TEAM_PAGES } from "./team-pages";

const AccountMenuList = lazy(() => import("./account-menu"));

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

function AccountMenu({ me }: { readonly me: Me }) {
  return (
    <Deferred
      opens="menu"
      button={
        <button
          type="button"
          className="flex items-center gap-1 rounded-full p-1 hover:bg-sunken"
          aria-label="Your account"
        >
          <Avatar name={nameOf(me)} picture={avatarOf(me)} size="small" />
          <ChevronIcon />
        </button>
      }
    >
      {(trigger) => <AccountMenuList me={me} trigger={trigger} />}
    </Deferred>
  );
}
