import { GuildList } from "@/features/guilds/guild-list";
import { Page } from "@/shell/page";

/** The servers of whoever is signed in. */
export default function StartPage() {
  return (
    <Page>
      <GuildList />
    </Page>
  );
}
