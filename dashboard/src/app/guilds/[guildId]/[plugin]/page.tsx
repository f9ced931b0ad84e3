import { PluginPage } from "@/plugins/plugin-page";

interface PageProps {
  readonly params: Promise<{ readonly guildId: string; readonly plugin: string }>;
}

/** A page that a plugin adds. */
export default async function GuildPluginPage({ params }: PageProps) {
  const { guildId, plugin } = await params;
  return <PluginPage guildId={guildId} path={plugin} />;
}
