import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';
import type { RawHeaders } from './raw-headers.js';

/** Of answers below `/api`: neither a cache nor the browser's disk keeps what an organization's members read. */
export const UNCACHED: RawHeaders = ['Cache-Control', 'private, no-store'];

/**
 * Headers that helmet gives every answer. They depend on the public address and on no request, so helmet runs once, and
 * its list serves Express and what answers before Express alike.
 */
export function securityHeaders(publicUrl: string | null): RawHeaders {
  const headers: string[] = [];
  const recorder: Pick<ServerResponse, 'setHeader' | 'removeHeader'> = {
    setHeader: (name, value) => {
      headers.push(name, String(value));
      return recorder as ServerResponse;
    },
    removeHeader: () => undefined,
  };
  helmet(optionsFor(publicUrl))({} as IncomingMessage, recorder as ServerResponse, () => undefined);
  return headers;
}

/** Leaves out what makes a browser fetch the parts of a page over HTTPS where the service is reached over plain HTTP. */
function optionsFor(publicUrl: string | null): HelmetOptions {
  const isSecure = publicUrl?.startsWith('https:') === true;
  return {
    contentSecurityPolicy: { directives: { upgradeInsecureRequests: isSecure ? [] : null } },
    strictTransportSecurity: isSecure,
  };
}
