import { useEffect } from "react";

import { useUnsavedChanges } from "@/session/unsaved";

const QUESTION = "You have changes that are not saved. Leave this page without them?";

/** Asks before a page is left whose changes are not saved: when the tab is closed, and when a link is followed. */
export function useLeaveGuard(unsaved: boolean): void {
  useUnsavedChanges(unsaved);
  useEffect(() => {
    if (!unsaved) return;
    const unload = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    const click = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const elsewhere = link instanceof HTMLAnchorElement && link.target !== "_blank" && !link.hash;
      if (!elsewhere || window.confirm(QUESTION)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener("beforeunload", unload);
    document.addEventListener("click", click, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", unload);
      document.removeEventListener("click", click, { capture: true });
    };
  }, [unsaved]);
}
