import { parseId } from '../../../platform/validation/id.pipe.js';
import type { PartyFilter } from './audit-entry.js';

const TYPE = /^[a-z_]{1,40}$/;

/**
 * Parses `actor` and `target` of a query: `12` is an id, `user` a type, `user:12` both, anything else a name, such as
 * an email address.
 */
export function parseParty(text: string): PartyFilter {
  const id = parseId(text);
  if (id !== null) return { id };
  if (TYPE.test(text)) return { type: text };
  const [type = '', rest, ...more] = text.split(':');
  const idOfType = parseId(rest);
  return TYPE.test(type) && idOfType !== null && more.length === 0 ? { type, id: idOfType } : { name: text };
}
