import Link from "next/link";

import { query } from "@/api/client";
import { Button } from "@/ui/button";

import { addressOf, type View } from "./view";

/** Says of which guild or cog alone everything is, and the way back to all. */
export function NarrowedTo({ view }: { readonly view: View }) {
  if (view.guild === null && view.cog === null) return null;
  return (
    <p className="mt-4 flex flex-wrap items-center gap-3 rounded-card border border-line bg-surface px-4 py-2.5 text-sm">
      <span>
        Only{" "}
        {view.guild !== null && (
          <>
            guild <GuildName id={view.guild} />
          </>
        )}
        {view.guild !== null && view.cog !== null && " and "}
        {view.cog !== null && (
          <>
            cog <strong>{view.cog}</strong>
          </>
        )}
      </span>
      <Button size="small" asChild className="ml-auto">
        <Link href={addressOf({ ...view, guild: null, cog: null })} scroll={false}>
          Show all
        </Link>
      </Button>
    </p>
  );
}

/** A guild's name as usage knows it, which may be of a guild that the bot left. */
function GuildName({ id }: { readonly id: string }) {
  const usage = query.useQuery("get", "/api/v1/llm/usage/over-time", {
    params: { query: { period: "month", by: "guild", guild_id: id } },
  });
  const name = usage.data?.lines[0]?.name;
  return <strong>{name ?? id}</strong>;
}
