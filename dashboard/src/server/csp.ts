/**
 * The content security policy of a page, which talks to nobody but this server.
 *
 * @param nonce what this page's own scripts and styles carry.
 * @param development whether React needs `eval` for its error messages, and Next's own tools styles without a nonce.
 *
 * Source: https://www.w3.org/TR/CSP3/
 */
export function contentSecurityPolicy(nonce: string, development: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
