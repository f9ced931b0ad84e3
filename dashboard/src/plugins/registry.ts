import { type ComponentType, lazy } from "react";

import type { NavItem, Plugin, PluginPageProps } from "./plugin";

/** Finds two plugins that want one address, and lines that lead nowhere. */
export class PluginError extends Error {
  override readonly name = "PluginError";
}

/** The pages of all plugins. */
export class PluginRegistry {
  readonly navItems: readonly NavItem[];
  readonly #pages: ReadonlyMap<string, ComponentType<PluginPageProps>>;

  /**
   * @throws PluginError when two plugins have one path, or a line of the navigation has no page.
   */
  constructor(plugins: readonly Plugin[]) {
    const pages = new Map<string, ComponentType<PluginPageProps>>();
    for (const route of plugins.flatMap((plugin) => plugin.routes)) {
      if (pages.has(route.path)) throw new PluginError(`Two plugins have a page "${route.path}".`);
      pages.set(route.path, lazy(route.load));
    }
    for (const item of plugins.flatMap((plugin) => plugin.navItems)) {
      if (!pages.has(item.path))
        throw new PluginError(`"${item.label}" leads to "${item.path}", which no plugin has.`);
    }
    this.#pages = pages;
    this.navItems = plugins.flatMap((plugin) => plugin.navItems);
  }

  /** The page at a path, if a plugin has one; it is loaded when it is first drawn. */
  page(path: string): ComponentType<PluginPageProps> | undefined {
    return this.#pages.get(path);
  }
}
