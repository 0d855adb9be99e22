import { isMap, isScalar, LineCounter, type Pair, type YAMLMap } from 'yaml';
import { isRating } from '../ratings/ratings.js';
import { readYaml } from '../scanning/read-yaml.js';
import { type Warning, warningOf } from '../warning.js';
import { type Threshold } from './exact-value.js';
import { type RepoPolicy } from './organization-switches.js';
import { type GatePolicy, readThreshold, thresholdOf, withThresholds } from './policy.js';
import { fileEffect } from './policy-overlay.js';
import { type NamedRules } from './repo-config.js';
import { isRuleName, type RuleName } from './rules.js';

/** Warnings listed at most, so that a file of nonsense does not answer with a list of nonsense. */
const MOST_WARNINGS = 20;
/** Keys of other characters are not repeated: they are the author's, and answers go to terminals and pages. */
const QUOTABLE_KEY = /^[a-z0-9_]{1,40}$/;

/** A key that names a rule and changes nothing. */
export interface IgnoredKey {
  readonly rule: RuleName;
  /** Value in the file; null for a rule that it switches off, and for anything but a number or letter. */
  readonly value: Threshold | null;
  /**
   * `ignored`: the organization lets no file count. `looser`: only stricter values count. `invalid`: it does not fit
   * the rule.
   */
  readonly reason: 'ignored' | 'looser' | 'invalid';
}

/** The part of a repository's own file in the policy that its changes are judged by. */
export interface PolicyFileEffect {
  readonly mode: RepoPolicy;
  /** Rules that the file changed, in the order of policies. */
  readonly applied: readonly RuleName[];
  readonly ignored: readonly IgnoredKey[];
}

export interface PolicyFileReading {
  readonly policy: GatePolicy;
  /** Rules that the file names with a fitting value, whatever becomes of them. */
  readonly rules: NamedRules;
  readonly effect: PolicyFileEffect;
  /** Keys that were not taken over, with the reasons, for the people of the repository; empty when all were. */
  readonly warnings: readonly Warning[];
}

/** One key of a file that names a rule, with its value or fault. */
type NamedRule = ReturnType<typeof readThreshold> & { readonly written: Threshold | null };

/** The rules that a file names, whatever policy it is laid over; crosses to other threads. */
export interface PolicyFileContent {
  readonly rules: ReadonlyMap<RuleName, NamedRule>;
  readonly warnings: readonly Warning[];
}

/**
 * Lays a repository's own policy file (YAML, flat keys) over its configured policy, as far as `mode` allows: `any`
 * value, stricter values (`tighten_only`), or none (`ignored`). Never fails: a file that cannot be read changes
 * nothing, an unknown key is dropped, a value that does not fit leaves the configured one in force; each with a
 * warning. `null` or `~` switches a rule off; a key without any value does not
 * (docs/adr/gate.md#policy-files-in-repositories).
 */
export const applyPolicyFile = (base: GatePolicy, fileText: string, mode: RepoPolicy = 'any'): PolicyFileReading =>
  layOver(base, parsePolicyFile(fileText), mode);

/** Reads a policy file, in milliseconds for a hostile one. */
export function parsePolicyFile(fileText: string): PolicyFileContent {
  const read = readMap(fileText);
  if (read === null) return { rules: new Map(), warnings: [] };
  return typeof read === 'string' ? unreadableFile(read) : readRules(read);
}

/** A file that changes nothing, since it cannot be read. */
export const unreadableFile = (why: string): PolicyFileContent => ({ rules: new Map(), warnings: [unreadable(why)] });

/** The keys and values of a file; null for an empty one, a text for its fault. */
function readMap(fileText: string): YAMLMap | string | null {
  const lines = new LineCounter();
  const { document, fault } = readYaml(fileText, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    // The library compares all pairs of keys; repeated ones are found below in one pass.
    uniqueKeys: false,
  });
  if (document === null) return fault;
  const error = document.errors[0];
  if (error !== undefined) return `is not valid YAML (line ${lines.linePos(error.pos[0]).line})`;
  if (document.contents === null || isEmptyScalar(document.contents)) return null;
  return isMap(document.contents) ? document.contents : 'must contain keys and values';
}

/** Lays a file that was read over a policy, as `applyPolicyFile` does. */
export function layOver(
  base: GatePolicy,
  { rules, warnings: found }: PolicyFileContent,
  mode: RepoPolicy,
): PolicyFileReading {
  const warnings = [...found];
  const named = new Map<RuleName, Threshold | null>();
  const applied = new Map<RuleName, Threshold | null>();
  const ignored: IgnoredKey[] = [];
  for (const [rule, reading] of rules) {
    if (!reading.ok) {
      ignored.push({ rule, value: reading.written, reason: 'invalid' });
      warnings.push(dropped(`${rule} ${reading.message}; the organization's value stays`));
      continue;
    }
    const { value } = reading;
    named.set(rule, value);
    const effect = fileEffect(rule, value, thresholdOf(base, rule), mode);
    if (effect === 'applied') applied.set(rule, value);
    else if (effect !== 'none') ignored.push({ rule, value, reason: effect });
    if (effect === 'looser')
      warnings.push(
        warningOf(
          'policy_file_looser',
          `policy file: ${rule} is looser than the organization's value, which applies instead`,
        ),
      );
  }
  if (ignored.some(({ reason }) => reason === 'ignored'))
    warnings.push(
      warningOf(
        'policy_file_ignored',
        'policy file: the organization does not allow repository files to change its policy',
      ),
    );
  return {
    policy: withThresholds(base, applied),
    rules: Object.fromEntries(named),
    effect: { mode, applied: [...applied.keys()], ignored },
    warnings: shortened(warnings),
  };
}

function readRules(map: YAMLMap): PolicyFileContent {
  const rules = new Map<RuleName, NamedRule>();
  const warnings: Warning[] = [];
  for (const pair of map.items) {
    const key = keyOf(pair);
    if (!isRuleName(key)) {
      const named = QUOTABLE_KEY.test(key) ? `unknown key "${key}"` : 'a key that is not a rule';
      warnings.push(dropped(`${named} is dropped`));
      continue;
    }
    const reading = rules.has(key) ? { ok: false as const, message: 'is given more than once' } : readValue(key, pair);
    rules.set(key, { ...reading, written: writtenValue(pair) });
  }
  return { rules, warnings };
}

function readValue(rule: RuleName, { value }: Pair): ReturnType<typeof readThreshold> {
  if (value === null || isEmptyScalar(value)) return { ok: false, message: 'has no value' };
  return readThreshold(rule, isScalar(value) ? value.value : undefined);
}

/** A value that can be repeated: a finite number or a rating's letter. */
function writtenValue({ value }: Pair): Threshold | null {
  const written: unknown = isScalar(value) ? value.value : null;
  return Number.isFinite(written) || isRating(written) ? (written as Threshold) : null;
}

/** `key:` with nothing behind it, as opposed to a null that somebody wrote. */
const isEmptyScalar = (node: unknown): boolean => isScalar(node) && node.value === null && !node.source;

const keyOf = ({ key }: Pair): string => (isScalar(key) ? String(key.value) : '');

const unreadable = (why: string): Warning => warningOf('policy_file_ignored', `policy file: ${why}; it is ignored`);

const dropped = (what: string): Warning => warningOf('policy_file_key_dropped', `policy file: ${what}`);

const shortened = (warnings: Warning[]): Warning[] =>
  warnings.length <= MOST_WARNINGS
    ? warnings
    : [...warnings.slice(0, MOST_WARNINGS), dropped(`${warnings.length - MOST_WARNINGS} more warnings`)];
