import { setImmediate as nextTurn } from 'node:timers/promises';
import { stringify } from 'yaml';

type Value = Readonly<Record<string, unknown>>;

/** Levels of a document that are written entry by entry, so that no entry takes long. */
const DIVIDED_LEVELS = 3;

/** Writes a JSON document as YAML, entry by entry in a turn of the event loop each: as a whole it would stall others. */
export async function writeYaml(document: Value, dividedLevels = DIVIDED_LEVELS): Promise<string> {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(document)) {
    if (dividedLevels > 1 && isDivisible(value)) {
      const opening = stringify({ [key]: null }, { nullStr: '' }).trimEnd();
      parts.push(`${opening}\n${indent(await writeYaml(value, dividedLevels - 1))}`);
    } else {
      parts.push(stringify({ [key]: value }, { aliasDuplicateObjects: false, lineWidth: 0 }));
      await nextTurn();
    }
  }
  return parts.join('');
}

const isDivisible = (value: unknown): value is Value =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
