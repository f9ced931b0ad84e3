import type { ComponentType } from "react";

/** What a page of a plugin is given. */
export interface PluginPageProps {
  readonly guildId: string;
}

/** A page that a plugin adds to each guild. */
export interface PluginRoute {
  /** The last part of the address `/guilds/{id}/…`, such as `levels`. */
  readonly path: string;
  /** Loads the page; only who opens it pays for it: `() => import("./levels-page")`. */
  readonly load: () => Promise<{ readonly default: ComponentType<PluginPageProps> }>;
}

/** A line of the navigation beside a guild's pages. */
export interface NavItem {
  /** The path of a route of the same plugin. */
  readonly path: string;
  readonly label: string;
  /** A sign of 20 px. */
  readonly icon: ComponentType;
}

/** What a feature adds to the dashboard: the default export of its `plugin.ts` (docs/dashboard.md). */
export interface Plugin {
  readonly routes: readonly PluginRoute[];
  readonly navItems: readonly NavItem[];
}
