import Link from "next/link";

import { Page } from "@/shell/page";
import { Empty } from "@/ui/empty";

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <Page>
      <Empty title="There is no such page">
        <Link href="/" className="text-accent underline">
          To your servers
        </Link>
      </Empty>
    </Page>
  );
}
