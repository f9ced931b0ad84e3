import { classNames } from "@/ui/class-names";

import { fieldLabel } from "./schema/labels";
import { sectionId } from "./section";

/** With fewer sections than this all of them are seen anyway. */
const FEWEST_SECTIONS = 3;

interface OverviewProps {
  readonly names: readonly string[];
  /** Those with changes that are not saved. */
  readonly changed: readonly string[];
  /** Those with values that were refused. */
  readonly refused: ReadonlySet<string>;
}

/** Leads to each section of a long form, and says where something is to be done. */
export function Overview({ names, changed, refused }: OverviewProps) {
  if (names.length < FEWEST_SECTIONS) return null;
  return (
    <nav
      aria-label="Sections"
      className="lg:sticky lg:top-20 lg:order-last lg:w-44 lg:shrink-0 lg:self-start"
    >
      <ul className="flex flex-wrap gap-2 lg:block lg:space-y-1 lg:border-l lg:border-line">
        {names.map((name) => {
          const state = refused.has(name) ? "cannot be saved" : changed.includes(name) ? "not saved" : null;
          return (
            <li key={name}>
              <a
                href={`#${sectionId(name)}`}
                className={classNames(
                  "flex items-center gap-2 rounded-full border border-line bg-surface px-3 py-1.5 text-sm hover:border-line-strong",
                  "lg:rounded-none lg:border-0 lg:bg-transparent lg:py-1 lg:text-ink-soft lg:hover:text-ink",
                )}
              >
                {fieldLabel(name, undefined)}
                {state !== null && (
                  <>
                    <span
                      aria-hidden
                      className={classNames(
                        "size-2 rounded-full",
                        refused.has(name) ? "bg-danger" : "bg-accent",
                      )}
                    />
                    <span className="sr-only">, {state}</span>
                  </>
                )}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
