import type { ReactNode } from "react";

import { classNames } from "@/ui/class-names";
import { CloseIcon } from "@/ui/icons";

import type { Node } from "../schema/node";
import { shapeOf } from "../schema/shape";

/** What draws a line and a heading of its own around its controls. */
const GROUPS = new Set(["object", "list", "tuple", "map", "union"]);

interface RemovableProps {
  readonly node: Node;
  readonly label: string;
  readonly disabled?: boolean;
  readonly remove: () => void;
  readonly children: ReactNode;
}

/** A value of several, with a button that takes it away. */
export function Removable({ node, label, disabled, remove, children }: RemovableProps) {
  const grouped = GROUPS.has(shapeOf(node).kind);
  return (
    <div className="flex items-start gap-1 sm:gap-2">
      <div className="min-w-0 flex-1">{children}</div>
      <button
        type="button"
        disabled={disabled}
        aria-label={`Remove ${label}`}
        onClick={remove}
        className={classNames(
          "shrink-0 rounded-lg p-2 text-ink-soft hover:bg-sunken hover:text-ink disabled:opacity-50",
          grouped ? "-mt-2" : "mt-7",
        )}
      >
        <CloseIcon />
      </button>
    </div>
  );
}
