import {
  indexAt,
  type JsonObject,
  nonBlankAt,
  objectAt,
  objectsAt,
  ownValue,
  stringAt,
  stringsAt,
} from './json-value.js';
import { TEXT_LIMITS } from './report-limits.js';
import { type RuleDescriptor } from './sarif-components.js';

/**
 * The text of a result's message (SARIF 2.1.0, section 3.11): its own text, or the string that its `id` names in the rule
 * or, failing that, in the driver, with `{0}` filled from its arguments; else its Markdown, what the rule says of itself,
 * or the rule's id.
 */
export function messageOf(result: JsonObject, rule: RuleDescriptor | null, driver: JsonObject, ruleId: string): string {
  const bare = ownValue(result, 'message');
  if (typeof bare === 'string' && bare.trim() !== '') return bare;
  return textOfMessage(objectAt(result, 'message'), rule, driver) ?? (rule === null ? null : ruleText(rule)) ?? ruleId;
}

/** The text of a message alone; null for one without. */
export function textOfMessage(message: JsonObject, rule: RuleDescriptor | null, driver: JsonObject): string | null {
  const text = nonBlankAt(message, 'text') ?? messageString(message, rule, driver);
  if (text !== null) return fillPlaceholders(text, stringsAt(message, 'arguments'));
  return nonBlankAt(message, 'markdown');
}

/**
 * A result's message with the text alone of each embedded link that leads to one of the result's own places, by the place's
 * `id` (SARIF 2.1.0, section 3.11.6): `[a value](1)` becomes `a value`, and stays where no place has that id. CodeQL writes them.
 */
export function textWithoutLinks(message: string, result: JsonObject): string {
  if (!message.includes('](')) return message;
  const placeIds = new Set(
    PLACES.flatMap((places) => objectsAt(result, places)).map((place) => String(indexAt(place, 'id'))),
  );
  return message.replace(LINK, (link, text: string, id: string) =>
    placeIds.has(id) ? text.replaceAll(ESCAPED, '$1') : link,
  );
}

const PLACES = ['relatedLocations', 'locations'];
/** Brackets in the text are escaped by a backslash. The bound keeps a message of brackets linear. */
const LINK = /\[((?:[^[\]\\]|\\.){1,500})\]\((\d{1,10})\)/gu;
const ESCAPED = /\\([[\]\\])/gu;

function messageString(message: JsonObject, rule: RuleDescriptor | null, driver: JsonObject): string | null {
  const id = stringAt(message, 'id');
  if (id === null) return null;
  const ofRule = rule === null ? null : nonBlankAt(objectAt(objectAt(rule, 'messageStrings'), id), 'text');
  return ofRule ?? nonBlankAt(objectAt(objectAt(driver, 'globalMessageStrings'), id), 'text');
}

function ruleText(rule: RuleDescriptor): string | null {
  return (
    nonBlankAt(objectAt(rule, 'shortDescription'), 'text') ??
    nonBlankAt(objectAt(rule, 'fullDescription'), 'text') ??
    nonBlankAt(rule, 'name')
  );
}

/**
 * `{0}` becomes the first argument; `{{` and `}}` stand for braces. A message without arguments is left as it is: most
 * tools that never use placeholders do not escape the braces of the code that they quote either. It ends where a message
 * is long enough: a long argument in many places would make a text that no memory holds.
 */
function fillPlaceholders(text: string, values: readonly string[]): string {
  if (values.length === 0) return text;
  let filled = '';
  let from = 0;
  for (const { 0: found, 1: index, index: at } of text.matchAll(/\{\{|\}\}|\{(\d+)\}/g)) {
    if (filled.length > TEXT_LIMITS.message) return filled;
    filled += text.slice(from, at) + (index === undefined ? found[0]! : (values[Number(index)] ?? found));
    from = at + found.length;
  }
  return filled + text.slice(from);
}
