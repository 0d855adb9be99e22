/** True when an `If-None-Match` names the tag, be it as a weak one (RFC 9110, section 13.1.2). */
export const isNamed = (tag: string, header = ''): boolean =>
  header.split(',').some((entry) => entry.trim() === '*' || opaqueOf(entry.trim()) === opaqueOf(tag));

const opaqueOf = (tag: string): string => tag.replace(/^W\//, '');
