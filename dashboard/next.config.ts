import type { NextConfig } from "next";

/** One self-contained server; every page has a nonce, so none is prerendered. */
const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  poweredByHeader: false,
  reactStrictMode: true,
  // The event stream has to pass as it comes; what is in front of us compresses the rest.
  compress: false,
};

export default config;
