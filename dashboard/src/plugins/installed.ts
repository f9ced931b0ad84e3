import type { Plugin } from "./plugin";
import { PluginRegistry } from "./registry";

declare const require: {
  context: (
    folder: string,
    deep: boolean,
    files: RegExp,
  ) => { keys: () => string[]; (key: string): { default: Plugin } };
};

const files = require.context("../features", true, /^\.\/[^/]+\/plugin\.ts$/);

/** Every `plugin.ts` of a folder in `src/features`: a plugin is there as soon as its folder is. */
export const plugins = new PluginRegistry(
  files
    .keys()
    .sort()
    .map((key) => files(key).default),
);
