import type { Metadata } from "next";

import { AccessPage } from "@/features/access/access-page";

export const metadata: Metadata = { title: "Access" };

interface PageProps {
  readonly params: Promise<{ readonly guildId: string }>;
}

/** Who may settle a server. */
export default async function GuildAccessPage({ params }: PageProps) {
  return <AccessPage guildId={(await params).guildId} />;
}
