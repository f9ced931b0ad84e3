import { Button } from "@/ui/button";

interface SaveBarProps {
  readonly changed: boolean;
  readonly refused: boolean;
  readonly busy: boolean;
  readonly discard: () => void;
}

/** Stays at the lower edge while there is something to save; the page scrolls so that it covers no field. */
export function SaveBar({ changed, refused, busy, discard }: SaveBarProps) {
  return (
    <div
      data-save-bar
      className="sticky bottom-0 z-10 -mx-4 border-t border-line bg-surface px-4 py-3 shadow-card sm:-mx-6 sm:px-6 md:mx-0 md:rounded-t-card md:border-x"
    >
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <p className="mr-auto text-sm">
          {!changed
            ? "Saved. The bot knows within a second."
            : refused
              ? "Some values cannot be saved; each says why."
              : "You have changes that are not saved."}
        </p>
        {changed && (
          <div className="flex gap-3">
            <Button onClick={discard}>Discard</Button>
            <Button kind="primary" type="submit" busy={busy}>
              Save
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
