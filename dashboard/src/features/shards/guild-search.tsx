"use client";

import { useId, useState } from "react";

import { api } from "@/api/client";
import { ApiError } from "@/api/problem";
import { Button } from "@/ui/button";
import { FIELD } from "@/ui/field-style";

/** Finds the shard that serves a guild. */
export function GuildSearch({ found }: { readonly found: (shardId: number) => void }) {
  const [guild, setGuild] = useState("");
  const [answer, setAnswer] = useState<string | null>(null);
  const field = useId();
  const search = async () => {
    try {
      const { data } = await api.GET("/api/v1/shards/{guild_id}", {
        params: { path: { guild_id: guild.trim() } },
      });
      if (data) found(data.shard_id);
      setAnswer(null);
    } catch (error) {
      setAnswer(
        error instanceof ApiError && error.status === 422
          ? "That is no id of a guild."
          : (error as Error).message,
      );
    }
  };
  return (
    <form
      className="w-full max-w-xs"
      onSubmit={(event) => {
        event.preventDefault();
        void search();
      }}
    >
      <label htmlFor={field} className="text-sm font-medium">
        Which shard serves a guild?
      </label>
      <div className="mt-1 flex gap-2">
        <input
          id={field}
          inputMode="numeric"
          placeholder="Its id"
          value={guild}
          onChange={(event) => {
            setGuild(event.target.value);
          }}
          className={`${FIELD} font-mono`}
        />
        <Button type="submit" disabled={guild.trim() === ""}>
          Find
        </Button>
      </div>
      {answer !== null && (
        <p role="alert" className="mt-1 text-sm text-danger">
          {answer}
        </p>
      )}
    </form>
  );
}
