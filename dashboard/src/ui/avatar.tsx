import { classNames } from "./class-names";

const SIZES = {
  small: "size-8 text-xs",
  normal: "size-10 text-sm",
  large: "size-12 text-base",
} as const;

interface AvatarProps {
  readonly name: string;
  readonly size?: keyof typeof SIZES;
}

/** Two letters of a name in the place of a picture; the name itself stands beside it. */
export function Avatar({ name, size = "normal" }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={classNames(
        "inline-flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent",
        SIZES[size],
      )}
    >
      {initials(name)}
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
