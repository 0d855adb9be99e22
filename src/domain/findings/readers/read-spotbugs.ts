import { type Parsed, parsed } from '../../report-error.js';
import { tagOfWeakness } from '../classify/weaknesses.js';
import { refuseTooMany, toNumber, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type Level, type ReadReport, type ReadResult, reportedTool } from './reported-result.js';
import { readXml } from './xml-reading.js';

export const SPOTBUGS = 'spotbugs';

const ATTRIBUTES = [
  ...['version', 'type', 'priority', 'rank', 'category', 'start', 'end', 'sourcepath', 'relSourcepath', 'classname'],
  ...['name', 'primary', 'role', 'cweid'],
] as const;

/** A place in the source, and how far it is from the instance: its own line comes before that of its method and class. */
interface Place {
  readonly depth: number;
  readonly path: string | null;
  readonly start: number | null;
  readonly end: number | null;
}

/** An instance that is open. */
interface Instance {
  readonly type: string | null;
  readonly category: string | null;
  readonly cwe: number | null;
  readonly level: Level;
  readonly places: Place[];
  scope: string | null;
  shortMessage: string;
  longMessage: string;
}

/**
 * Reads the XML of SpotBugs and FindBugs: one result for each `BugInstance`, at its first own source line, else at that of its
 * method or class. Its category is a tag. Errors: malformed, limit_exceeded.
 */
export function readSpotBugs(bytes: Uint8Array, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const results: ReadResult[] = [];
  let version: string | null = null;
  let instance: Instance | null = null;
  /** Elements open within the instance. */
  let depth = 0;

  const walked = readXml(bytes, ATTRIBUTES, {
    texts: ['ShortMessage', 'LongMessage'],
    start(name, attribute) {
      if (name === 'BugCollection') version = attribute('version');
      else if (name === 'BugInstance') {
        instance = openInstance(attribute);
        depth = 0;
      } else if (instance !== null) {
        depth += 1;
        if (name === 'SourceLine') instance.places.push(placeOf(attribute, depth));
        else if (name === 'Class') instance.scope ??= attribute('classname');
        else if (name === 'Method' && depth === 1) instance.scope = scopeOf(attribute);
      }
      return results.length <= REPORT_LIMITS.results;
    },
    end(name, text) {
      if (instance === null) return;
      if (name === 'BugInstance') {
        results.push(readInstance(instance, checkoutRoots));
        instance = null;
        return;
      }
      depth -= 1;
      if (name === 'ShortMessage') instance.shortMessage ||= text;
      else if (name === 'LongMessage') instance.longMessage ||= text;
    },
  });
  if (!walked.ok) return walked;
  return (
    refuseTooMany(results.length) ??
    parsed({
      tools: [reportedTool(SPOTBUGS, { version })],
      results,
      duplicationPct: null,
      linesOfCode: null,
      warnings: [],
    })
  );
}

type Attribute = (name: string) => string | null;

const openInstance = (attribute: Attribute): Instance => ({
  type: attribute('type'),
  category: attribute('category'),
  cwe: toNumber(attribute('cweid')),
  level: levelOf(toNumber(attribute('rank')), toNumber(attribute('priority'))),
  places: [],
  scope: null,
  shortMessage: '',
  longMessage: '',
});

/** Rank 1 to 9 is scary, to 14 troubling, to 20 of concern; older reports have a priority of 1 to 3 alone. */
function levelOf(rank: number | null, priority: number | null): Level {
  if (rank !== null && rank > 0) return rank <= 9 ? 'error' : rank <= 14 ? 'warning' : 'note';
  if (priority === 1) return 'error';
  return priority === 3 ? 'note' : 'warning';
}

const placeOf = (attribute: Attribute, depth: number): Place => ({
  depth,
  path: attribute('relSourcepath') ?? attribute('sourcepath'),
  start: toNumber(attribute('start')),
  end: toNumber(attribute('end')),
});

/** `org.shop.Cart` and `total` is the scope `Cart.total`. */
function scopeOf(attribute: Attribute): string | null {
  const owner = attribute('classname')?.split('.').at(-1) ?? '';
  const name = attribute('name') ?? '';
  return [owner, name].filter((part) => part !== '').join('.') || null;
}

function readInstance(
  { type, category, cwe, level, places, scope, ...texts }: Instance,
  roots: readonly string[],
): ReadResult {
  const nearest = places.toSorted((a, b) => a.depth - b.depth)[0];
  return toPlainResult(
    {
      tool: SPOTBUGS,
      rule: type,
      message: texts.longMessage.trim() || texts.shortMessage.trim() || (scope === null ? type : `${type} in ${scope}`),
      path: nearest?.path ?? null,
      region: { startLine: nearest?.start ?? null, endLine: nearest?.end ?? null },
      scope: scope?.includes('.') && !scope.includes('$') ? scope.split('.').slice(-2).join('.') : scope,
      evidence: { level, tags: category === null ? [] : [category.toLowerCase()] },
      help: { name: texts.shortMessage, tags: cwe ? [tagOfWeakness(cwe)] : [] },
    },
    roots,
  );
}
