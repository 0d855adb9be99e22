/** The part that we use; the published types are those of an older version. */
declare module 'negotiator' {
  import type { IncomingHttpHeaders } from 'node:http';

  export default class Negotiator {
    constructor(request: { readonly headers: IncomingHttpHeaders });

    /** The encoding of those available that the client likes best; `preferred` decides among equals. */
    encoding<E extends string>(available: readonly E[], options: { readonly preferred: readonly E[] }): E | undefined;
  }
}
