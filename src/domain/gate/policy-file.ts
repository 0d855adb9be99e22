import { Buffer } from 'node:buffer';
import { isMap, isScalar, LineCounter, parseDocument, type Pair, type YAMLMap } from 'yaml';
import { type Threshold } from './exact.js';
import { isRuleName, readThreshold, withThresholds, type GatePolicy, type RuleName } from './policy.js';
import { type Warning, warningOf } from '../warning.js';

/** Files over this many bytes are not read. */
export const MAX_POLICY_FILE_BYTES = 65_536;

/** So that a file of nonsense does not answer with a list of nonsense. */
const MOST_WARNINGS = 20;
const LONGEST_QUOTED_KEY = 40;

export interface PolicyFileReading {
  readonly policy: GatePolicy;
  /** What was not taken over and why, for the people of the repository; empty when all was. */
  readonly warnings: readonly Warning[];
}

/**
 * Lays a repository's own policy file (YAML, flat keys) over the organization's policy. Never fails: a file that cannot
 * be read changes nothing, an unknown key is dropped, a value that does not fit leaves the organization's in force; each
 * with a warning. `null` or `~` switches a rule off; a key without any value does not (ADR 0013).
 */
export function applyPolicyFile(base: GatePolicy, fileText: string): PolicyFileReading {
  if (Buffer.byteLength(fileText) > MAX_POLICY_FILE_BYTES) {
    return ignored(base, `is larger than ${MAX_POLICY_FILE_BYTES} bytes`);
  }
  try {
    return overlay(base, fileText);
  } catch {
    // Nesting of thousands of levels exhausts the stack of any recursive reader.
    return ignored(base, 'cannot be read');
  }
}

function overlay(base: GatePolicy, fileText: string): PolicyFileReading {
  const lines = new LineCounter();
  const document = parseDocument(fileText, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // The library compares all pairs of keys; repeated ones are found below in one pass.
    uniqueKeys: false,
  });
  const error = document.errors[0];
  if (error !== undefined) return ignored(base, `is not valid YAML (line ${lines.linePos(error.pos[0]).line})`);
  if (document.contents === null || isEmptyScalar(document.contents)) return { policy: base, warnings: [] };
  if (!isMap(document.contents)) return ignored(base, 'must hold keys and values');
  // The nodes are read as they stand: aliases are never followed, so none can multiply.
  return overlayKeys(base, document.contents);
}

function overlayKeys(base: GatePolicy, map: YAMLMap): PolicyFileReading {
  const thresholds = new Map<RuleName, Threshold | null>();
  const seen = new Set<string>();
  const warnings: Warning[] = [];
  for (const pair of map.items) {
    const key = keyOf(pair);
    if (!isRuleName(key)) {
      warnings.push(dropped(`unknown key ${quote(key)} is dropped`));
      continue;
    }
    const reading = seen.has(key) ? { ok: false as const, message: 'is given more than once' } : readValue(key, pair);
    seen.add(key);
    if (reading.ok) thresholds.set(key, reading.value);
    else {
      thresholds.delete(key);
      warnings.push(dropped(`${key} ${reading.message}; the organization's value stays`));
    }
  }
  return { policy: withThresholds(base, thresholds), warnings: shortened(warnings) };
}

function readValue(rule: RuleName, { value }: Pair): ReturnType<typeof readThreshold> {
  if (value === null || isEmptyScalar(value)) return { ok: false, message: 'has no value' };
  return readThreshold(rule, isScalar(value) ? value.value : undefined);
}

/** `key:` with nothing behind it, as opposed to a null that somebody wrote. */
const isEmptyScalar = (node: unknown): boolean => isScalar(node) && node.value === null && !node.source;

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '(not a plain word)');

const quote = (key: string): string =>
  JSON.stringify(key.length > LONGEST_QUOTED_KEY ? `${key.slice(0, LONGEST_QUOTED_KEY)}...` : key);

const ignored = (base: GatePolicy, why: string): PolicyFileReading => ({
  policy: base,
  warnings: [warningOf('policy_file_ignored', `policy file: ${why}; it is ignored`)],
});

const dropped = (what: string): Warning => warningOf('policy_file_key_dropped', `policy file: ${what}`);

const shortened = (warnings: Warning[]): Warning[] =>
  warnings.length <= MOST_WARNINGS
    ? warnings
    : [...warnings.slice(0, MOST_WARNINGS), dropped(`${warnings.length - MOST_WARNINGS} more warnings`)];
