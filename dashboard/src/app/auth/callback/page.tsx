import { Suspense } from "react";

import { CompleteLogin } from "@/session/complete-login";

/** Where Discord sends people back to, if `DISCORD_REDIRECT_URI` names the dashboard. */
export default function CallbackPage() {
  return (
    <Suspense>
      <CompleteLogin />
    </Suspense>
  );
}
