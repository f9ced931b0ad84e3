import { useEffect, useReducer } from "react";

import { query } from "@/api/client";
import { useQueryClient } from "@tanstack/react-query";

import { type Fleet, NOTHING_KNOWN, reduce, type ShardsEvent } from "./fleet";

const STREAM = "/api/v1/shards/stream";
const EVENTS = ["snapshot", "changes", "away"] as const;

/** Seconds before a stream that was refused is asked for again; the longest of a row of refusals. */
const PAUSES = [1, 2, 5, 10, 15] as const;

/** Seconds after which a stream that says nothing is taken for dead: it says so each 15 when there is no news. */
const SILENCE = 35;

/** The fleet, as it changes, while somebody looks. */
export function useFleet(): Fleet {
  const [fleet, happened] = useReducer(reduce, NOTHING_KNOWN);
  const queries = useQueryClient();
  useEffect(() => {
    let stream: EventSource;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let refusals = 0;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        stream.close();
        happened({ is: "lost" });
        open();
      }, SILENCE * 1000);
    };
    const open = () => {
      stream = new EventSource(STREAM);
      listen();
      for (const name of EVENTS) {
        stream.addEventListener(name, (message: MessageEvent<string>) => {
          refusals = 0;
          listen();
          happened({ is: "event", event: JSON.parse(message.data) as ShardsEvent, at: Date.now() });
        });
      }
      stream.addEventListener("error", () => {
        happened({ is: "lost" });
        if (stream.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        const pause = PAUSES[Math.min(refusals, PAUSES.length - 1)] ?? 15;
        refusals += 1;
        timer = setTimeout(open, pause * 1000);
        // The stream does not say why it was refused; if the session ended, this does.
        void queries.invalidateQueries({ queryKey: query.queryOptions("get", "/api/v1/auth/me").queryKey });
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      clearTimeout(silence);
      stream.close();
    };
  }, [queries]);
  return fleet;
}
