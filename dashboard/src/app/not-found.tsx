import { Empty } from "@/ui/empty";

/** An address that leads nowhere. Its scripts would come with every other page: it has none. */
export default function NotFound() {
  return (
    <main className="mx-auto max-w-2xl space-y-4 px-4 py-16">
      <h1 className="text-2xl font-semibold tracking-tight">Fairlead</h1>
      <Empty title="There is no such page">
        {/* eslint-disable-next-line @next/next/no-html-link-for-pages -- Link is a script */}
        <a href="/" className="text-accent underline">
          To your servers
        </a>
      </Empty>
    </main>
  );
}
