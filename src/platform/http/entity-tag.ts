import type { IncomingHttpHeaders } from 'node:http';

/** Has the answer sent whole, though it has a tag: Express would answer 304 to an `If-None-Match` that names it. */
export function answerWhole(request: { readonly headers: IncomingHttpHeaders }): void {
  delete request.headers['if-none-match'];
}

/** True when an `If-None-Match` names the tag, be it as a weak one (RFC 9110, section 13.1.2). */
export const isNamed = (tag: string, header = ''): boolean =>
  header.split(',').some((entry) => entry.trim() === '*' || opaqueOf(entry.trim()) === opaqueOf(tag));

const opaqueOf = (tag: string): string => tag.replace(/^W\//, '');
