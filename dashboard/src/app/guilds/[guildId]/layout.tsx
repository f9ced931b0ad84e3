import type { ReactNode } from "react";

import { GuildFrame } from "@/features/guilds/guild-frame";

interface GuildLayoutProps {
  readonly params: Promise<{ readonly guildId: string }>;
  readonly children: ReactNode;
}

/** Around every page of one server. */
export default async function GuildLayout({ params, children }: GuildLayoutProps) {
  const { guildId } = await params;
  return <GuildFrame guildId={guildId}>{children}</GuildFrame>;
}
