/** The pages of the developer team. */
export const TEAM_PAGES = [
  { href: "/admin/shards", label: "Shards" },
  { href: "/admin/deployments", label: "Deployments" },
  { href: "/admin/llm", label: "Language models" },
] as const;
