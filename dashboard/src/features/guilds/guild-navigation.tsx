"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentType } from "react";

import { plugins } from "@/plugins/installed";
import { classNames } from "@/ui/class-names";
import { PeopleIcon, SlidersIcon } from "@/ui/icons";

interface Line {
  readonly path: string;
  readonly label: string;
  readonly icon: ComponentType;
}

const OWN_PAGES: readonly Line[] = [
  { path: "settings", label: "Settings", icon: SlidersIcon },
  { path: "access", label: "Access", icon: PeopleIcon },
];

interface GuildNavigationProps {
  readonly guildId: string;
  /** Called when somebody goes to a page. */
  readonly chosen?: () => void;
}

/** The pages of one server, those of plugins among them. */
export function GuildNavigation({ guildId, chosen }: GuildNavigationProps) {
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
