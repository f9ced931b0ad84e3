"use client";

import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

import { classNames } from "./class-names";
import { Spinner } from "./spinner";

const KINDS = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover border-transparent",
  plain: "bg-surface text-ink border-line hover:border-line-strong",
  quiet: "bg-transparent text-ink border-transparent hover:bg-sunken",
  danger: "bg-danger text-on-danger border-transparent hover:opacity-90",
} as const;

const SIZES = {
  normal: "h-10 px-4 text-sm gap-2",
  small: "h-8 px-3 text-sm gap-1.5",
  icon: "size-10 justify-center",
} as const;

interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: keyof typeof KINDS;
  readonly size?: keyof typeof SIZES;
  /** While true it shows that it works and takes no further click. It keeps the focus, which a disabled one loses. */
  readonly busy?: boolean;
  /** Whether the child, a link for example, is what is drawn. */
  readonly asChild?: boolean;
  readonly children?: ReactNode;
}

/** Something to press. */
export function Button({
  kind = "plain",
  size = "normal",
  busy = false,
  asChild = false,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const Element = asChild ? Slot.Root : "button";
  return (
    <Element
      {...(asChild ? {} : { type: rest.type ?? "button" })}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={classNames(
        "inline-flex shrink-0 items-center justify-center whitespace-nowrap rounded-lg border font-medium transition-colors",
        "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
        KINDS[kind],
        SIZES[size],
        className,
      )}
      {...rest}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {asChild ? (
        children
      ) : (
        <>
          {busy && <Spinner />}
          {children}
        </>
      )}
    </Element>
  );
}
