/** Requests that a page begins with, as the dashboard's build names them. */
export interface PageRequests {
  /** Path of the page; `:id` is a number. */
  readonly address: string;
  /** Scripts, as paths in the build. */
  readonly scripts: readonly string[];
  /** Paths below `/api`, with the numbers of the address in their order. */
  readonly reads: readonly string[];
  /** As `reads`, of an address without a query. */
  readonly plain: readonly string[];
}

/** Reads by which each page learns who is signed in. */
const READS = ['/auth/me'];

/**
 * Names what a page requests first for the header `Link` (RFC 8288), so that a browser begins it all with the page itself.
 *
 * @returns a function from the target of a request, and whether it has a session, to the header; null for a page of which nothing
 * is known. Reads are for a session alone: without one they would only be refused.
 */
export function firstRequestsOf(
  pages: readonly PageRequests[],
): (target: string, hasSession: boolean) => string | null {
  const known = pages.map(({ address, scripts, ...requests }) => ({
    ...requests,
    pattern: new RegExp(`^${address.replaceAll(':id', String.raw`(\d{1,16})`)}$`),
    scripts: scripts.map((file) => `</${file}>; rel=modulepreload`),
  }));
  return (target, hasSession) => {
    const [path = '', query] = target.split('?', 2);
    for (const { pattern, scripts, reads, plain } of known) {
      const ids = pattern.exec(path)?.slice(1);
      if (ids === undefined) continue;
      const named = [...READS, ...reads, ...(query === undefined ? plain : [])].map((read) => {
        let at = 0;
        return `</api${read.replaceAll(':id', () => ids[at++]!)}>; rel=preload; as=fetch; crossorigin`;
      });
      return [...scripts, ...(hasSession ? named : [])].join(', ');
    }
    return null;
  };
}
