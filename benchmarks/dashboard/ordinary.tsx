// The same map and table as an ordinary page would draw them: an element for each shard, drawn anew by React if that
// shard changed.
import { memo, useEffect, useReducer } from "react";
import { createRoot } from "react-dom/client";

import { NOTHING_KNOWN, reduce, type Shard } from "../../dashboard/src/features/shards/fleet";

const COLOURS: Readonly<Record<string, string>> = { ready: "#0b8a68", resuming: "#5db3e6" };

const Cell = memo(function Cell({ shard }: { readonly shard: Shard }) {
  return <div className="cell" title={`Shard ${String(shard.id)}`} style={{ background: COLOURS[shard.state] ?? "#9aa8b0" }} />;
});

const Row = memo(function Row({ shard }: { readonly shard: Shard }) {
  return (
    <tr>
      <td>{shard.id}</td>
      <td>{shard.state}</td>
      <td>{shard.pod}</td>
      <td>{shard.guilds}</td>
      <td>{shard.latency}</td>
      <td>{shard.events}</td>
    </tr>
  );
});

function Page() {
  const [fleet, happened] = useReducer(reduce, NOTHING_KNOWN);
  useEffect(() => {
    const stream = new EventSource("/api/v1/shards/stream");
    for (const name of ["snapshot", "changes"] as const)
      stream.addEventListener(name, (message: MessageEvent<string>) => {
        happened({ is: "event", event: JSON.parse(message.data), at: Date.now() });
      });
    return () => { stream.close(); };
  }, []);
  return (
    <>
      <h1>Shards</h1>
      <div role="application" className="map">{fleet.shards.map((shard) => <Cell key={shard.id} shard={shard} />)}</div>
      <div role="table" className="table">
        <div role="rowgroup" className="lines">
          <table><tbody>{fleet.shards.slice(0, 100).map((shard) => <Row key={shard.id} shard={shard} />)}</tbody></table>
        </div>
      </div>
    </>
  );
}

createRoot(document.body.appendChild(document.createElement("main"))).render(<Page />);
