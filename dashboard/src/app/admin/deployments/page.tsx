import type { Metadata } from "next";

import { DeploymentsPage } from "@/features/deployments/deployments-page";

export const metadata: Metadata = { title: "Deployments" };

/** Every bot, and what its operator does. */
export default function AdminDeploymentsPage() {
  return <DeploymentsPage />;
}
