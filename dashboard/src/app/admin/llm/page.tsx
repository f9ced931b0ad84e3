import type { Metadata } from "next";

import { LlmPage } from "@/features/llm/llm-page";

export const metadata: Metadata = { title: "Language models" };

/** What language models cost. */
export default function AdminLlmPage() {
  return <LlmPage />;
}
