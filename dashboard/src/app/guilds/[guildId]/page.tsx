import { redirect } from "next/navigation";

interface GuildPageProps {
  readonly params: Promise<{ readonly guildId: string }>;
}

/** A server's first page is its settings. */
export default async function GuildPage({ params }: GuildPageProps) {
  redirect(`/guilds/${(await params).guildId}/settings`);
}
