import type { FocusEvent } from "react";

/**
 * Goes on to the first item of a menu that was opened by a key. Radix does so itself where it has seen the key, which
 * came before a menu that is loaded late.
 *
 * Source: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
export function toFirstItem({ target, currentTarget }: FocusEvent<HTMLElement>): void {
  if (target === currentTarget && target.matches(":focus-visible"))
    currentTarget.querySelector<HTMLElement>("[role=menuitem]")?.focus();
}
