import { JsonScanner } from '../scanning/json-scanner.js';
import { type CoverageFormat } from './coverage-report.js';

/** Formats by the keys that only they have. */
type Keys = ReadonlyMap<string, CoverageFormat>;

const LLVM_TYPE = 'llvm.coverage.json.export';

/** Members of the report whose object has a key of one format. */
const MEMBERS: ReadonlyMap<string, Keys> = new Map([
  ['meta', keys({ simplecov_version: 'simplecov', branch_coverage: 'coveragepy', show_contexts: 'coveragepy' })],
]);
/** Members of the report whose entries, in an array or an object, have a key of one format. */
const COLLECTIONS: ReadonlyMap<string, Keys> = new Map([
  ['data', keys({ files: 'llvm', functions: 'llvm' })],
  ['files', keys({ executed_lines: 'coveragepy', missing_lines: 'coveragepy', filename: 'simplecov' })],
]);
/** Keys of an object in members of any name: a file of Istanbul, a command of SimpleCov. */
const ENTRIES = keys({ statementMap: 'istanbul', coverage: 'simplecov' });

/**
 * Format of a report in JSON by the first member that tells it; no more of the report is read than that.
 *
 * @throws ScanFailure when the text is no JSON up to there.
 */
export function formatOfJson(text: Uint8Array): CoverageFormat | null {
  const json = new JsonScanner(text);
  if (!json.enterObject()) return null;
  while (json.nextMember()) {
    const format = formatOfMember(json);
    if (format !== null) return format;
  }
  return null;
}

function formatOfMember(json: JsonScanner): CoverageFormat | null {
  const key = json.key();
  if (key === 'type') return json.string() === LLVM_TYPE ? 'llvm' : null;
  const collection = COLLECTIONS.get(key);
  if (collection !== undefined) return formatOfEntries(json, collection);
  const member = MEMBERS.get(key);
  return member === undefined ? formatByKeys(json, ENTRIES, isObject) : formatByKeys(json, member);
}

function formatOfEntries(json: JsonScanner, ofEntry: Keys): CoverageFormat | null {
  const next = json.enterArray()
    ? () => json.nextElement()
    : json.enterObject()
      ? () => json.nextMember()
      : () => false;
  while (next()) {
    const format = formatByKeys(json, ofEntry);
    if (format !== null) return format;
  }
  return null;
}

/** Format by the keys of the object at hand; null for another value. */
function formatByKeys(
  json: JsonScanner,
  known: Keys,
  fits: (json: JsonScanner) => boolean = () => true,
): CoverageFormat | null {
  if (!json.enterObject()) return null;
  while (json.nextMember()) {
    const format = known.get(json.key());
    if (format !== undefined && fits(json)) return format;
  }
  return null;
}

const isObject = (json: JsonScanner): boolean => json.enterObject();

function keys(formats: Readonly<Record<string, CoverageFormat>>): Keys {
  return new Map(Object.entries(formats));
}
