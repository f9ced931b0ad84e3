import { useState } from "react";

import { classNames } from "./class-names";

const SIZES = {
  tiny: "size-6 text-[0.625rem]",
  small: "size-8 text-xs",
  normal: "size-10 text-sm",
  large: "size-12 text-base",
} as const;

interface AvatarProps {
  readonly name: string;
  /** The address of a picture on this origin, if there is one. */
  readonly picture?: string | undefined;
  readonly size?: keyof typeof SIZES;
}

/** A picture, or two letters of a name while there is none; the name itself stands beside it. */
export function Avatar({ name, picture, size = "normal" }: AvatarProps) {
  const [failed, setFailed] = useState<string>();
  return (
    <span
      aria-hidden
      className={classNames(
        "relative inline-flex shrink-0 select-none items-center justify-center overflow-hidden rounded-full bg-accent-soft font-semibold text-accent",
        SIZES[size],
      )}
    >
      {initials(name)}
      {picture !== undefined && picture !== failed && (
        // eslint-disable-next-line @next/next/no-img-element -- the API gives it in the size that is shown
        <img
          src={picture}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => {
            setFailed(picture);
          }}
          className="absolute inset-0 size-full object-cover"
        />
      )}
    </span>
  );
}

/** The first letters of the first two words of a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean).slice(0, 2);
  return (
    words
      .map((word) => [...word][0] ?? "")
      .join("")
      .toUpperCase() || "?"
  );
}
