import type { ComponentProps } from "react";

import { classNames } from "./class-names";

/** A surface that holds one matter. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return (
    <section
      className={classNames("rounded-card border border-line bg-surface shadow-card", className)}
      {...rest}
    />
  );
}
