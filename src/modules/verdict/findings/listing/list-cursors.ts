import { SEVERITIES } from '../../../../domain/findings/finding.js';
import type { FindingKey } from '../../../../domain/findings/listing/finding-keys.js';
import { type FindingSort, type OrderedColumn, ORDERS } from '../../../../domain/findings/listing/finding-orders.js';
import type { GroupKey } from '../../../../domain/findings/listing/group-findings.js';
import { isStorableText } from '../../../../platform/validation/text.js';

const isText = (value: unknown): value is string => typeof value === 'string' && isStorableText(value);
const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isRank = (value: unknown): boolean => isInteger(value) && value >= 1 && value <= SEVERITIES.length;

const isKeyOf = (column: OrderedColumn, value: unknown): boolean => {
  if (column === 'path') return isText(value);
  return column === 'severity' ? isRank(value) : isInteger(value);
};

/** True when a key, which a client may have made up, can be one of a list in that order. */
export const isFindingKey = (key: unknown, sort: FindingSort): key is FindingKey =>
  Array.isArray(key) &&
  key.length === ORDERS[sort].columns.length &&
  ORDERS[sort].columns.every((column, at) => isKeyOf(column, key[at]));

/** True when a key can be one of a list of groups. */
export const isGroupKey = (key: unknown): key is GroupKey =>
  Array.isArray(key) && key.length === 2 && isInteger(key[0]) && isText(key[1]);
