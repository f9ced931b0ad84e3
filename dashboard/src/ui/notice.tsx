import type { ReactNode } from "react";

import { classNames } from "./class-names";

const KINDS = {
  danger: "border-danger bg-danger-soft",
  warning: "border-warning bg-warning-soft",
  good: "border-good bg-good-soft",
  plain: "border-line-strong bg-sunken",
} as const;

interface NoticeProps {
  readonly kind: keyof typeof KINDS;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Says something that must not be overlooked, and what to do about it. */
export function Notice({ kind, title, children, actions }: NoticeProps) {
  return (
    <div
      role={kind === "danger" ? "alert" : "status"}
      className={classNames("rounded-card border-l-4 px-4 py-3 text-sm text-ink", KINDS[kind])}
    >
      <p className="font-semibold">{title}</p>
      {children !== undefined && <div className="mt-1 text-ink-soft">{children}</div>}
      {actions !== undefined && <div className="mt-3 flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}
