import Link from "next/link";

/** Shards that are not ready; each is a way to what it does instead. */
export function NotReady({ shards }: { readonly shards: readonly number[] }) {
  if (shards.length === 0) return null;
  return (
    <p className="mt-3 text-sm">
      <span className="text-ink-soft">
        {shards.length === 1 ? "Shard not ready: " : "Shards not ready: "}
      </span>
      {shards.map((shard, place) => (
        <span key={shard}>
          {place > 0 && ", "}
          <Link
            href={`/admin/shards?shard=${String(shard)}`}
            className="font-medium text-accent underline-offset-2 hover:underline"
          >
            {shard}
          </Link>
        </span>
      ))}
    </p>
  );
}
