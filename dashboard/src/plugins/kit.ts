/** What pages of plugins are made of; the rest of `src` may change without a word (docs/dashboard.md). */
export { api, query } from "@/api/client";
export { GuildSwitcher } from "@/features/guilds/guild-switcher";
export { useGuild } from "@/features/guilds/use-guilds";
export { TeamOnly } from "@/session/guard";
export { useMe } from "@/session/me-context";
export { Answer } from "@/shell/answer";
export { Failure } from "@/shell/failure";
export { Button } from "@/ui/button";
export { Card } from "@/ui/card";
export { Confirm } from "@/ui/confirm";
export { Empty } from "@/ui/empty";
export { Icon } from "@/ui/icons";
export { Notice } from "@/ui/notice";
export { Loading, Skeleton } from "@/ui/skeleton";
export type { Plugin, PluginPageProps } from "./plugin";
