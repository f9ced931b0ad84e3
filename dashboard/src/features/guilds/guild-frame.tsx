"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Dialog } from "radix-ui";
import { type ComponentType, type ReactNode, useState } from "react";

import { plugins } from "@/plugins/installed";
import { Guard } from "@/session/guard";
import { isRefused, Outdated } from "@/shell/answer";
import { Failure } from "@/shell/failure";
import { Header } from "@/shell/header";
import { classNames } from "@/ui/class-names";
import { CloseIcon, MenuIcon, PeopleIcon, SlidersIcon } from "@/ui/icons";

import { GuildSwitcher } from "./guild-switcher";
import { useGuild } from "./use-guilds";

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
        <SmallMenu guildId={guildId} />
        <span aria-hidden className="mx-1 text-line-strong">
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

interface Line {
  readonly path: string;
  readonly label: string;
  readonly icon: ComponentType;
}

const OWN_PAGES: readonly Line[] = [
  { path: "settings", label: "Settings", icon: SlidersIcon },
  { path: "access", label: "Access", icon: PeopleIcon },
];

function GuildNavigation({ guildId, chosen }: { readonly guildId: string; readonly chosen?: () => void }) {
  const present = usePathname();
  return (
    <nav aria-label="Pages of this server">
      <ul className="space-y-1">
        {[...OWN_PAGES, ...plugins.navItems].map(({ path, label, icon: Icon }) => {
          const address = `/guilds/${guildId}/${path}`;
          const here = present === address;
          return (
            <li key={path}>
              <Link
                href={address}
                aria-current={here ? "page" : undefined}
                {...(chosen && { onClick: chosen })}
                className={classNames(
                  "flex items-center gap-3 rounded-lg px-3 py-2 text-sm font-medium",
                  here ? "bg-accent-soft text-accent" : "text-ink-soft hover:bg-sunken hover:text-ink",
                )}
              >
                <Icon />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function SmallMenu({ guildId }: { readonly guildId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="rounded-lg p-2 hover:bg-sunken md:hidden" aria-label="Pages of this server">
        <MenuIcon />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-40 w-72 max-w-[85vw] border-r border-line bg-surface p-4"
        >
          <div className="mb-4 flex items-center justify-between">
            <Dialog.Title className="font-semibold">This server</Dialog.Title>
            <Dialog.Close className="rounded-lg p-2 hover:bg-sunken" aria-label="Close">
              <CloseIcon />
            </Dialog.Close>
          </div>
          <GuildNavigation
            guildId={guildId}
            chosen={() => {
              setOpen(false);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
