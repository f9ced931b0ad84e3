/** Why a shard began a new session, as the bot names it. */
const CAUSES: Readonly<Record<string, string>> = {
  start: "there was no session to resume",
  session_lost: "Discord no longer offered the session",
  resume_failed: "the session could not be resumed",
  deaf: "no events came any more",
  intents_changed: "other intents were configured",
  reshard: "a new layout of the shards began",
  handover: "another pod handed it over",
};

/** A cause for people; what is no name of one is a sentence already. */
export function causeInWords(cause: string): string {
  return CAUSES[cause] ?? cause;
}
