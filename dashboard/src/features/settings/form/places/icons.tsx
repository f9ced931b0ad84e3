import type { ReactNode } from "react";

import { Icon } from "@/ui/icons";

const SIGNS: Readonly<Record<string, ReactNode>> = {
  text: <path d="M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.5 7.5h13.5M3 12.5h13.5" />,
  announcement: <path d="M3 8.5v3l3 .5 1 4h2l-.8-3.8L16 15V5L6 8Z" />,
  voice: <path d="M3.5 7.8v4.4h3L10.5 16V4l-4 3.8ZM13 7.5a3.5 3.5 0 0 1 0 5M15 5a7 7 0 0 1 0 10" />,
  stage: <path d="M8 12.5h4L13 17H7ZM6.4 11a4.2 4.2 0 1 1 7.2 0M4.3 13a7.2 7.2 0 1 1 11.4 0" />,
  forum: <path d="M3 4h10.5v7H8l-3 2.5V11H3ZM16 7h1v7.5h-1.5V17l-2.7-2.5H9.5" />,
  media: <path d="M3 4.5h14v11H3ZM3.5 13.5l4-4 3.5 3.5 2-2 3.5 3M12.8 8.2h.1" />,
  category: <path d="M3 5h5l1.5 2H17v8.5H3Z" />,
};

const NAMES: Readonly<Record<string, string>> = {
  text: "Text channel",
  announcement: "Announcements",
  voice: "Voice channel",
  stage: "Stage",
  forum: "Forum",
  media: "Media channel",
  category: "Category",
};

/** The sign of a kind of channel, with its name for those who do not see it. */
export function ChannelIcon({ kind }: { readonly kind: string | null }) {
  const name = NAMES[kind ?? ""] ?? "Channel";
  return (
    <span className="text-ink-soft" title={name}>
      <Icon>{SIGNS[kind ?? ""] ?? SIGNS.text}</Icon>
      <span className="sr-only">{name}: </span>
    </span>
  );
}

/** The colour of a role; one without has that of the text. */
export function RoleIcon({ colour }: { readonly colour: string | null }) {
  return (
    <svg aria-hidden viewBox="0 0 20 20" className="size-5 shrink-0 text-line-strong">
      <circle cx="10" cy="10" r="5.5" fill={colour ?? "currentColor"} stroke="currentColor" />
    </svg>
  );
}
