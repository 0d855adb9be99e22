import { InvalidValue, type RawValue } from './setting.js';

/** A non-empty text on one line; a line break after it, as secrets that were read from a file have, is no part of it. */
export function readText(raw: RawValue): string {
  const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.trim() : '';
  if (text === '' || /[\r\n\0]/.test(text)) throw new InvalidValue('must be non-empty text on one line');
  return text;
}

/** The id of a commit, whole or its beginning. */
export function readCommitId(raw: RawValue): string {
  const text = readText(raw);
  if (!/^[0-9a-f]{4,64}$/i.test(text)) throw new InvalidValue('must be the id of a commit: 4 to 64 hexadecimal digits');
  return text;
}

/** The short name of an organization in addresses. */
export function readSlug(raw: RawValue): string {
  const text = readText(raw);
  if (!/^[a-z0-9-]{1,63}$/.test(text)) throw new InvalidValue('must be the slug of an organization, such as acme');
  return text;
}

/** An http(s) address without the API's prefix: both `https://gate.example` and `https://gate.example/api/` are accepted. */
export function readUrl(raw: RawValue): string {
  const text = readText(raw);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new InvalidValue('must be an address such as https://gate.example.com');
  }
  if (url.username !== '' || url.password !== '') throw new InvalidValue('must not contain a user name or password');
  return (url.origin + url.pathname).replace(/\/+$/, '').replace(/\/api$/, '');
}

/** A whole number from 1. */
export function readPositiveInteger(raw: RawValue): number {
  const text = String(raw);
  const number = Number(text);
  if (!/^[1-9][0-9]{0,15}$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidValue('must be a whole number above 0');
  }
  return number;
}

/** A whole number from 0. */
export const readWholeNumber = (raw: RawValue): number => {
  if (/^0+$/.test(String(raw))) return 0;
  try {
    return readPositiveInteger(raw);
  } catch {
    throw new InvalidValue('must be a whole number of at least 0');
  }
};

const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  yes: true,
  on: true,
  false: false,
  0: false,
  no: false,
  off: false,
};

/** A switch: a boolean, or one of the words that environments use for it. */
export function readSwitch(raw: RawValue): boolean {
  const isOn = SWITCH_WORDS[String(raw).toLowerCase()];
  if (isOn === undefined) throw new InvalidValue('must be true or false');
  return isOn;
}

/** A list: repeated flags, a YAML list, or one text with commas or line breaks between the entries. */
export function readList(raw: RawValue): readonly string[] {
  const entries = isList(raw) ? raw.map(readText) : splitOutsideBraces(typeof raw === 'string' ? raw : readText(raw));
  if (entries.length === 0) throw new InvalidValue('must name at least one entry');
  return entries;
}

const isList = (raw: RawValue): raw is readonly RawValue[] => Array.isArray(raw);

/** Commas inside braces belong to a glob: `{a,b}/lcov.info` is one entry. */
function splitOutsideBraces(text: string): string[] {
  const entries: string[] = [];
  let depth = 0;
  let entry = '';
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (character === '\n' || (character === ',' && depth === 0)) {
      entries.push(entry);
      entry = '';
    } else entry += character;
  }
  entries.push(entry);
  return entries.map((each) => each.trim()).filter((each) => each !== '');
}

/** Reads one of the words. */
export const readWord =
  <Word extends string>(words: readonly Word[]) =>
  (raw: RawValue): Word => {
    const word = words.find((each) => each === raw);
    if (word === undefined) throw new InvalidValue(`must be one of ${words.join(', ')}`);
    return word;
  };
