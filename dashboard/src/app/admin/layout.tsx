import type { ReactNode } from "react";

import { TeamPage } from "@/shell/team-page";

/** Around the pages of the developer team. */
export default function AdminLayout({ children }: { readonly children: ReactNode }) {
  return <TeamPage>{children}</TeamPage>;
}
