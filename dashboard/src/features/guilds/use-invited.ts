import { useEffect, useRef, useState } from "react";

/** Who has not added the bot by then has thought better of it. */
const PATIENCE_MS = 120_000;

interface Invited {
  /** The guilds that the bot is on its way to. */
  readonly guilds: ReadonlySet<string>;
  readonly invite: (guildId: string) => void;
}

/** Remembers for which guilds Discord's page was opened, for as long as it is worth to look for the bot there. */
export function useInvited(): Invited {
  const [guilds, setGuilds] = useState<ReadonlySet<string>>(new Set());
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const running = timers.current;
    return () => {
      running.forEach(clearTimeout);
    };
  }, []);
  const invite = (guildId: string) => {
    clearTimeout(timers.current.get(guildId));
    timers.current.set(
      guildId,
      setTimeout(() => {
        setGuilds((before) => new Set([...before].filter((other) => other !== guildId)));
      }, PATIENCE_MS),
    );
    setGuilds((before) => new Set(before).add(guildId));
  };
  return { guilds, invite };
}
