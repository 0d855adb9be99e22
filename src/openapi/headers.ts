import type { OpenAPIObject } from '@nestjs/swagger';
import type { Reference, ResponseObject } from '../platform/openapi/document-types.js';

type Headers = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;

/** Headers of answers, for the document's components. */
export const HEADERS: Headers = {
  'X-Request-Id': {
    description:
      "Id assigned to the request by the service. The audit log also stores the client's own `X-Request-Id`.",
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'Requests remaining within the limit (`r`), and seconds until it is fully restored (`t`).',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'The limit (`q`) and its window in seconds (`w`).',
    schema: { type: 'string' },
  },
  'Retry-After': { description: 'Seconds after which to try again.', schema: { type: 'integer', minimum: 0 } },
  'WWW-Authenticate': { description: 'Authentication schemes that the service accepts.', schema: { type: 'string' } },
  'Set-Cookie': {
    description: 'The session cookie for browsers, not accessible to scripts; cleared at the end of the session.',
    schema: { type: 'string' },
  },
  'Clear-Site-Data': {
    description: 'Tells the browser to delete the data that it cached and stored for this service.',
    schema: { type: 'string' },
  },
  ETag: {
    description: 'Revision of the policy, for `If-Match`, or of the columns, for `If-None-Match`.',
    schema: { type: 'string' },
  },
};

const LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy'];

/** Headers of an error besides those of every answer. */
const PROBLEM_HEADERS: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** The headers of an error. What is away may be what credentials are looked up in, before any limit is known. */
export const problemHeaders = (status: number): ResponseObject['headers'] =>
  toReferences(['X-Request-Id', ...(status === 503 ? [] : LIMIT_HEADERS), ...(PROBLEM_HEADERS[status] ?? [])]);

const WITH_ETAG: readonly string[] = ['getGateConfig', 'saveGateConfig', 'getFindingColumns'];
const WITH_RETRY_AFTER: readonly string[] = ['getGateStatus'];
const WITH_COOKIE: readonly string[] = ['login', 'refreshTokens', 'signInByPasskey', 'logout'];

/** The headers of what a route answers when all went well. */
export const successHeaders = (operationId: string, isLimited: boolean): ResponseObject['headers'] =>
  toReferences([
    'X-Request-Id',
    ...(isLimited ? LIMIT_HEADERS : []),
    ...(WITH_ETAG.includes(operationId) ? ['ETag'] : []),
    ...(WITH_RETRY_AFTER.includes(operationId) ? ['Retry-After'] : []),
    ...(WITH_COOKIE.includes(operationId) ? ['Set-Cookie'] : []),
    ...(operationId === 'logout' ? ['Clear-Site-Data'] : []),
  ]);

function toReferences(names: readonly string[]): Record<string, Reference> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
