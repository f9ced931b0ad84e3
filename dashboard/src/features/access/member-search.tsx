"use client";

import { keepPreviousData } from "@tanstack/react-query";
import { useDeferredValue, useId, useRef, useState } from "react";

import { query } from "@/api/client";
import { avatarOf } from "@/api/pictures";
import type { Member } from "@/api/types";
import { Failure } from "@/shell/failure";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { FIELD } from "@/ui/field-style";

import { calledInGuild } from "./called";

/** With fewer letters half of a server would be found. */
const FEWEST_LETTERS = 2;

interface MemberSearchProps {
  readonly guildId: string;
  readonly busy: boolean;
  /** Who has access already. */
  readonly having: ReadonlySet<string>;
  readonly choose: (member: Member) => void;
}

/** Finds members of a server by the beginning of their name. */
export function MemberSearch({ guildId, busy, having, choose }: MemberSearchProps) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const field = useId();
  const input = useRef<HTMLInputElement>(null);
  const found = query.useQuery(
    "get",
    "/api/v1/guilds/{guild_id}/members",
    { params: { path: { guild_id: guildId }, query: { query: wanted, limit: 8 } } },
    { enabled: wanted.length >= FEWEST_LETTERS, placeholderData: keepPreviousData },
  );
  const members = wanted.length >= FEWEST_LETTERS ? (found.data?.items ?? []) : [];
  return (
    <search>
      <label htmlFor={field} className="text-sm font-medium">
        Give a member access
      </label>
      <input
        ref={input}
        id={field}
        type="search"
        autoComplete="off"
        placeholder="The beginning of their name"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
        }}
        className={`${FIELD} mt-1`}
      />
      {found.error && <Failure error={found.error} />}
      <p role="status" className="mt-2 text-sm text-ink-soft">
        {wanted.length >= FEWEST_LETTERS &&
          found.isSuccess &&
          members.length === 0 &&
          "Nobody is called like that."}
      </p>
      {members.length > 0 && (
        <ul
          aria-label="Members found"
          className="divide-y divide-line rounded-card border border-line bg-surface"
        >
          {members.map((member) => (
            <li key={member.user_id} className="flex items-center gap-3 px-4 py-2">
              <Avatar name={calledInGuild(member)} picture={avatarOf(member)} size="small" />
              <span className="min-w-0 flex-1 truncate text-sm">
                {calledInGuild(member)} <span className="text-ink-soft">@{member.username}</span>
              </span>
              {having.has(member.user_id) ? (
                <span className="text-sm text-ink-soft">has access</span>
              ) : (
                <Button
                  size="small"
                  busy={busy}
                  aria-label={`Give access to ${calledInGuild(member)}`}
                  onClick={() => {
                    choose(member);
                    setText("");
                    input.current?.focus(); // the button goes away with what was found
                  }}
                >
                  Give access
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}
