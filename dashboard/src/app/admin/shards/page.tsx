import type { Metadata } from "next";

import { ShardsPage } from "@/features/shards/shards-page";

export const metadata: Metadata = { title: "Shards" };

/** The whole fleet, as it is now. */
export default function AdminShardsPage() {
  return <ShardsPage />;
}
