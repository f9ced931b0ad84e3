import type { Metadata } from "next";

import { SettingsPage } from "@/features/settings/settings-page";

export const metadata: Metadata = { title: "Settings" };

interface PageProps {
  readonly params: Promise<{ readonly guildId: string }>;
}

/** What the bot does in a server. */
export default async function GuildSettingsPage({ params }: PageProps) {
  return <SettingsPage guildId={(await params).guildId} />;
}
