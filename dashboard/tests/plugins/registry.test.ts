import { expect, test } from "vitest";

import type { Plugin } from "@/plugins/plugin";
import { PluginRegistry } from "@/plugins/registry";

const Icon = () => null;
const plugin = (path: string, leadsTo = path): Plugin => ({
  routes: [{ path, load: () => Promise.resolve({ default: () => null }) }],
  navItems: [{ path: leadsTo, label: path, icon: Icon }],
});

test("pages and lines of all plugins are there", () => {
  const registry = new PluginRegistry([plugin("levels"), plugin("squads")]);
  expect(registry.navItems.map((item) => item.path)).toEqual(["levels", "squads"]);
  expect(registry.page("levels")).toBeDefined();
  expect(registry.page("other")).toBeUndefined();
});

test("two plugins cannot have one address", () => {
  expect(() => new PluginRegistry([plugin("levels"), plugin("levels")])).toThrow(/levels/);
});

test("a line that leads nowhere is refused", () => {
  expect(() => new PluginRegistry([plugin("levels", "lvls")])).toThrow(/lvls/);
});
