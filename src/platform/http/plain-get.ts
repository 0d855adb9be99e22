import type { IncomingMessage } from 'node:http';

/** Headers that make more of a GET than the plain request. */
const UNUSUAL_HEADERS = ['x-org-id', 'if-none-match', 'if-modified-since', 'content-length', 'transfer-encoding'];

/** True for a GET without a body and conditions, in the caller's own organization. */
export const isPlainGet = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && !UNUSUAL_HEADERS.some((name) => name in headers);
