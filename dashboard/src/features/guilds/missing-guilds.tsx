import { useId } from "react";

import { ApiError } from "@/api/problem";
import { iconOf } from "@/api/pictures";
import type { DiscordGuild } from "@/api/types";
import { loginAddress } from "@/session/me";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { OutwardIcon } from "@/ui/icons";
import { Notice } from "@/ui/notice";
import { Spinner } from "@/ui/spinner";

import { GRID } from "./grid";

interface MissingGuildsProps {
  readonly guilds: readonly DiscordGuild[];
  /** Why it is not known in which servers the bot is missing. */
  readonly error: Error | null;
  readonly retry: () => void;
  /** The guilds for which Discord's page was opened. */
  readonly invited: ReadonlySet<string>;
  readonly invite: (guildId: string) => void;
}

/** The servers to which the user may add the bot; that they cannot be known now is said, and no more. */
export function MissingGuilds({ guilds, error, retry, invited, invite }: MissingGuildsProps) {
  const heading = useId();
  if (error !== null && guilds.length === 0) {
    return (
      <div className="mt-10">
        <Unknown error={error} retry={retry} />
      </div>
    );
  }
  if (guilds.length === 0) return null;
  return (
    <section aria-labelledby={heading} className="mt-10">
      <h2 id={heading} className="text-lg font-semibold tracking-tight">
        Servers without the bot
      </h2>
      <p className="mt-1 max-w-prose text-sm text-ink-soft">
        You manage these servers. Add the bot on Discord’s page, and the server appears above.
      </p>
      <ul className={`mt-4 ${GRID}`}>
        {guilds.map((guild) => (
          <li key={guild.guild_id}>
            <MissingTile
              guild={guild}
              waiting={invited.has(guild.guild_id)}
              invite={() => {
                invite(guild.guild_id);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface MissingTileProps {
  readonly guild: DiscordGuild;
  readonly waiting: boolean;
  readonly invite: () => void;
}

function MissingTile({ guild, waiting, invite }: MissingTileProps) {
  return (
    <Card className="flex items-center gap-3 p-4">
      <Avatar name={guild.name} picture={iconOf(guild)} size="large" />
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 break-words font-medium">{guild.name}</span>
        <span role="status" className="flex items-center gap-1.5 text-sm text-ink-soft">
          {waiting && (
            <>
              <Spinner />
              Waiting for the bot
            </>
          )}
        </span>
      </span>
      <Button size="small" asChild>
        <a
          href={guild.invite_url ?? undefined}
          target="_blank"
          rel="noreferrer"
          onClick={invite}
          aria-label={`Add the bot to ${guild.name}, on Discord’s page`}
        >
          Add
          <OutwardIcon />
        </a>
      </Button>
    </Card>
  );
}

function Unknown({ error, retry }: { readonly error: Error; readonly retry: () => void }) {
  if (error instanceof ApiError && error.code === "consent_needed") {
    return (
      <Notice
        kind="plain"
        title="Is the bot missing in one of your servers?"
        actions={
          <Button size="small" asChild>
            <a href={loginAddress("/")}>Sign in again</a>
          </Button>
        }
      >
        Sign in again, so that Discord tells us which servers you are in.
      </Notice>
    );
  }
  return (
    <Notice
      kind="plain"
      title="Discord does not say which other servers you are in"
      actions={
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      }
    >
      So it cannot be shown where the bot is missing. Your servers above are complete.
    </Notice>
  );
}
