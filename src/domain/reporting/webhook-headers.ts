/** Headers that a webhook may not set: those that the service or HTTP itself sets. */
const RESERVED =
  /^(host|content-type|content-length|content-encoding|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|user-agent|proxy-.*|webhook-.*)$/;
const NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const VALUE = /^[\x21-\x7e]([\x20-\x7e]{0,1998}[\x21-\x7e])?$/;

export const MAX_HEADERS = 5;

/** Headers of a webhook's requests by their names in lower case; a sentence on the first fault where they are not valid. */
export function readHeaders(given: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | string {
  const entries = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value] as const);
  if (entries.length > MAX_HEADERS) return `must have at most ${MAX_HEADERS} headers`;
  if (new Set(entries.map(([name]) => name)).size < entries.length) return 'must name each header once';
  for (const [name, value] of entries) {
    if (!NAME.test(name)) return 'must have header names as keys';
    if (RESERVED.test(name)) return 'must not contain headers that the service sets itself';
    if (typeof value !== 'string' || !VALUE.test(value))
      return 'must have values of 1 to 2000 printable ASCII characters';
  }
  return Object.fromEntries(entries as [string, string][]);
}
