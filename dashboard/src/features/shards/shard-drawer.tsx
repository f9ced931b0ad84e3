"use client";

import { Dialog } from "radix-ui";
import { type ReactNode, useRef } from "react";

import { query } from "@/api/client";
import { every } from "@/api/query-client";
import type { ShardEntry } from "@/api/types";
import { Failure } from "@/shell/failure";
import { CloseIcon } from "@/ui/icons";
import { Loading, Skeleton } from "@/ui/skeleton";

import { causeInWords } from "./causes";
import type { Shard } from "./fleet";
import { StateBadge } from "./state-badge";

interface ShardDrawerProps {
  readonly shard: Shard | undefined;
  readonly close: () => void;
}

const REFRESH_SECONDS = 3;

/** Everything about one shard, beside the picture. */
export function ShardDrawer({ shard, close }: ShardDrawerProps) {
  const opener = useRef<Element>(null); // a cell of the picture, or a line: nothing that the dialog knows
  return (
    <Dialog.Root
      open={shard !== undefined}
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/30" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={() => {
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          className="fixed inset-y-0 right-0 z-40 w-[26rem] max-w-full overflow-y-auto border-l border-line bg-surface p-6"
        >
          <div className="flex items-center justify-between">
            <Dialog.Title className="text-lg font-semibold">Shard {shard?.id}</Dialog.Title>
            <Dialog.Close className="rounded-lg p-2 hover:bg-sunken" aria-label="Close">
              <CloseIcon />
            </Dialog.Close>
          </div>
          {shard && (
            <>
              <p className="mt-1 text-sm">
                <StateBadge state={shard.state} />
              </p>
              <Detail shardId={shard.id} />
            </>
          )}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Detail({ shardId }: { readonly shardId: number }) {
  const page = query.useQuery(
    "get",
    "/api/v1/shards",
    { params: { query: { sort: "shard_id", offset: shardId, limit: 1 } } },
    { refetchInterval: every(REFRESH_SECONDS) },
  );
  const entry = page.data?.items[0];
  if (page.error && entry === undefined)
    return <Failure error={page.error} retry={() => void page.refetch()} />;
  if (entry === undefined) {
    return (
      <Loading what="Reading the shard">
        <Skeleton className="mt-6 h-64" />
      </Loading>
    );
  }
  return (
    <>
      {entry.status === null ? (
        <p className="mt-6 text-sm text-ink-soft">No pod has reported on it for an hour.</p>
      ) : (
        <Figures entry={entry} status={entry.status} />
      )}
      <History sessions={entry.sessions} />
    </>
  );
}

function Figures({
  entry,
  status,
}: {
  readonly entry: ShardEntry;
  readonly status: NonNullable<ShardEntry["status"]>;
}) {
  return (
    <>
      <dl className="mt-6 grid grid-cols-2 gap-x-4 gap-y-3 text-sm tabular-nums">
        <Figure label="Pod" value={entry.pod ?? "–"} />
        <Figure label="Guilds" value={status.guilds.toLocaleString("en")} />
        <Figure
          label="Latency"
          value={status.latency == null ? "–" : `${String(Math.round(status.latency * 1000))} ms`}
        />
        <Figure label="Events a second" value={status.events_per_second.toFixed(1)} />
        <Figure label="Ready since" value={<Moment at={status.ready_since} />} />
        <Figure label="Last heartbeat" value={<Moment at={status.last_heartbeat} />} />
        <Figure label="Resumes" value={status.resumes.toLocaleString("en")} />
        <Figure label="Identifies" value={status.identifies.toLocaleString("en")} />
      </dl>
      {status.reason != null && <p className="mt-4 rounded-lg bg-sunken p-3 text-sm">{status.reason}</p>}
      {status.last_parser_error != null && (
        <p className="mt-4 rounded-lg bg-warning-soft p-3 text-sm">
          A frame could not be read: {status.last_parser_error}
        </p>
      )}
    </>
  );
}

/** How its sessions began, in whichever pods: a rolling restart is seen here when it is over. */
function History({ sessions }: { readonly sessions: ShardEntry["sessions"] }) {
  return (
    <section aria-label="Its sessions" className="mt-8 text-sm">
      <h3 className="font-semibold">Its sessions, the newest first</h3>
      {sessions.length === 0 ? (
        <p className="mt-2 text-ink-soft">None began in the last week.</p>
      ) : (
        <ol className="mt-3 space-y-3 border-l-2 border-line pl-4">
          {sessions.toReversed().map((session) => (
            <li key={session.at}>
              <p>
                <span className="font-medium">{session.resumed ? "Resumed" : "Identified"}</span>
                <span className="text-ink-soft"> · {causeInWords(session.cause)}</span>
              </p>
              <p className="text-ink-soft tabular-nums">
                <Moment at={session.at} /> in <span className="font-mono text-xs">{session.pod}</span>
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-soft">{label}</dt>
      <dd className="break-words font-medium">{value}</dd>
    </div>
  );
}

function Moment({ at }: { readonly at: string | null | undefined }) {
  if (at == null) return "–";
  return (
    <time dateTime={at}>
      {new Date(at).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" })}
    </time>
  );
}
