/**
 * The address of the API as the dashboard's server reaches it, from `FAIRLEAD_API_URL`.
 *
 * @throws Error when it is no address: a page that cannot reach its API helps nobody.
 */
export function apiAddress(environment: Readonly<Record<string, string | undefined>> = process.env): URL {
  const text = environment.FAIRLEAD_API_URL ?? "http://127.0.0.1:8000";
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw new Error(`FAIRLEAD_API_URL: must be an address such as http://fairlead-api:8000, not "${text}"`);
  }
  return address;
}
