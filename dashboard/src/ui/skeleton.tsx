import { classNames } from "./class-names";

/** Stands where something will be, in its size, so that nothing jumps when it comes. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded-md bg-line/60", className)} />;
}

/** Says to everybody that something is being read. */
export function Loading({ what, children }: { readonly what: string; readonly children: React.ReactNode }) {
  return (
    <div role="status">
      <span className="sr-only">{what} …</span>
      {children}
    </div>
  );
}
