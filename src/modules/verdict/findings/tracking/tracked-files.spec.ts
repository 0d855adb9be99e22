import fc from 'fast-check';
import { flagged } from '../../../../../test/support/flagged-code.js';
import { copiedSegments } from '../../../../../test/support/packed-findings.js';
import { propertyRuns } from '../../../../../test/support/programme.js';
import type { ChangedLines } from '../../../../domain/changes/changed-lines.js';
import { changedFile } from '../../../../domain/changes/changed-lines.js';
import { extractFeatures } from '../../../../domain/findings/features/extract-features.js';
import type { Finding } from '../../../../domain/findings/finding.js';
import { EVERY_FILE, hashChanges, NO_FILE, NOTHING_KNOWN } from '../../../../domain/findings/matching/known-changes.js';
import { stateOf } from '../../../../domain/findings/segments/row-states.js';
import { compareFiles } from '../../../../domain/findings/tracking/compare-files.js';
import { NEW_BECAUSE } from '../../../../domain/findings/tracking/newness.js';
import { EMPTY_BASELINE } from '../../../../domain/findings/tracking/pack-baseline.js';
import { trackFindings } from '../../../../domain/findings/tracking/track-findings.js';
import { joinTracked } from '../../../../domain/scanned/join-tracked.js';
import type { Address } from '../../../../domain/segments/manifest.js';
import { factsIn, joinFiles } from '../ingest/file-part.js';
import { toToolFindings } from '../ingest/tool-findings.js';
import { toKnownInput, trackReported } from './tracking.tasks.js';

const SECRET = new Uint8Array(32).fill(9);

/** A project: files by their paths, as lines of code in which findings are marked. */
type Project = Readonly<Record<string, readonly string[]>>;

const STATEMENTS = [
  '  «eval»(input);',
  '  «eval»(output); // again',
  '  const a = compute(1);',
  '  const b = compute(a, 2);',
  '  if («eval»(a)) return b;',
  '  save(a, b);',
  '}',
  'function total(cart) {',
  'function empty(cart) {',
];
const line = fc.constantFrom(...STATEMENTS);
const lines = fc.array(line, { maxLength: 14 });
const PATHS = ['src/a.js', 'src/b.js', 'src/c.js', 'lib/d.js', 'lib/e.js'];
const project: fc.Arbitrary<Project> = fc
  .tuple(...PATHS.map(() => lines))
  .map((files) => Object.fromEntries(files.map((code, at) => [PATHS[at]!, code])));

type Edit = { readonly do: 'insert'; readonly line: string } | { readonly do: 'remove' | 'rename' | 'delete' };
const edits = fc.array(
  fc.record({
    path: fc.constantFrom(...PATHS),
    at: fc.nat(20),
    edit: fc.oneof<fc.Arbitrary<Edit>[]>(
      fc.record({ do: fc.constant('insert' as const), line }),
      fc.record({ do: fc.constantFrom('remove' as const, 'rename' as const, 'delete' as const) }),
    ),
  }),
  { maxLength: 3 },
);

function apply(before: Project, made: typeof edits extends fc.Arbitrary<infer Made> ? Made : never): Project {
  const files: Record<string, string[]> = Object.fromEntries(
    Object.entries(before).map(([path, code]) => [path, [...code]]),
  );
  for (const { path, at, edit } of made) {
    const code = files[path];
    if (code === undefined) continue;
    if (edit.do === 'insert') code.splice(at % (code.length + 1), 0, edit.line);
    else if (edit.do === 'remove') code.splice(at % (code.length || 1), 1);
    else Reflect.deleteProperty(files, path);
    if (edit.do === 'rename') files[`moved/${path}`] = code;
  }
  return files;
}

const findingsIn = (files: Project): Finding[] =>
  Object.entries(files).flatMap(([path, code]) => flagged(code.join('\n'), { path }));

const changedBetween = (before: Project, now: Project): ChangedLines => ({
  files: Object.entries(now)
    .filter(([path, code]) => before[path]?.join('\n') !== code.join('\n'))
    .map(([path, code]) => changedFile({ path, added: [[1, Math.max(1, code.length)]] })),
});

const traits = fc.record({ knowsChanges: fc.boolean(), isBaseExact: fc.boolean(), isReadWithBase: fc.boolean() });

describe('files that are left alone', () => {
  it('change nothing about what is recognized in others', () => {
    fc.assert(
      fc.property(project, edits, traits, (before, made, { knowsChanges, isBaseExact, isReadWithBase }) => {
        const now = apply(before, made);
        const changes = knowsChanges ? changedBetween(before, now) : null;
        const [byFiles, whole] = [
          trackByFiles(findingsIn(before), findingsIn(now), { changes, isBaseExact, isReadWithBase }),
          trackWhole(findingsIn(before), findingsIn(now), changes, isBaseExact),
        ];
        expect(byFiles).toEqual(whole);
      }),
      { numRuns: propertyRuns(400) },
    );
  });
});

/** Problem, newness and its reason, by path and place. */
type Outcome = Record<string, readonly [issueId: number, isNew: boolean, newBecause: string | null]>;

const keyOf = ({ filePath, region }: Finding) => `${filePath}:${region.startLine}:${region.startColumn}`;

/** Ids of problems are the places of the base's findings by file, counted from 1. */
const inFiles = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => (a.filePath! < b.filePath! ? -1 : a.filePath! > b.filePath! ? 1 : 0));

function trackWhole(before: Finding[], now: Finding[], changes: ChangedLines | null, isBaseExact: boolean) {
  const base = inFiles(before);
  const tracked = trackFindings({
    current: extractFeatures(now, SECRET),
    base: {
      features: extractFeatures(base, SECRET),
      issueIds: base.map((_, row) => row + 1),
      firstSeenScanIds: base.map(() => 1),
      severities: base.map(() => 2),
    },
    ...{ baseline: null, previous: EMPTY_BASELINE, marked: EMPTY_BASELINE, isBaselineScan: false },
    ...{ exactIn: isBaseExact ? EVERY_FILE : NO_FILE, ranOnBase: 'all' },
    changes: changes ? hashChanges(changes, SECRET) : NOTHING_KNOWN,
    severities: Uint8Array.from(now, () => 2),
  });
  const outcome: Outcome = Object.fromEntries(
    now.map((finding, row) => {
      const { issueId, isNew, newBecause } = tracked.findings[row]!;
      return [keyOf(finding), [issueId ?? 0, isNew, newBecause]];
    }),
  );
  return { outcome, fixedCount: tracked.fixedCount, isLowConfidence: tracked.isLowConfidence };
}

interface Traits {
  readonly changes: ChangedLines | null;
  readonly isBaseExact: boolean;
  /** The report is read without contents that the base has. */
  readonly isReadWithBase: boolean;
}

function trackByFiles(before: Finding[], now: Finding[], { changes, isBaseExact, isReadWithBase }: Traits) {
  const pack = (findings: Finding[], stored?: ReadonlySet<Address>) =>
    toToolFindings({ tool: 'analyzer', toolVersion: null, findings }, SECRET, stored);
  const base = pack(inFiles(before));
  const addresses = joinFiles('analyzer', base.parts).map(({ address }) => address);
  const current = pack(now, new Set(isReadWithBase ? addresses : []));
  const facts = base.parts.map(factsIn);
  let next = 1;
  const manifest = joinFiles('analyzer', base.parts).map(({ path, address, pieces: [piece] }) => {
    const content = facts[piece!.part]![piece!.file]!;
    const issueIds = Array.from({ length: base.parts[piece!.part]!.counts[piece!.file]! }, () => next++);
    return { path, address, facts: { ...content, issueIds, firstSeenScanIds: issueIds.map(() => 1) } };
  });
  const comparison = compareFiles(joinFiles('analyzer', current.parts), {
    base: { manifest, suppressedOnBase: new Set(), editedMarks: new Set() },
    ...{ ranOnBase: 'all', areRulesNeeded: false, lenders: [], marked: [], changes, secret: SECRET },
  });
  const kept = [...comparison.kept.values()];
  const { rows, facts: open } = trackReported({
    files: comparison.open,
    parts: current.parts,
    charged: [],
    base: toKnownInput(comparison.ofBase),
    ...{ target: null, baseline: null, previous: null, marked: [], taken: comparison.taken },
    beside: {
      namesScopes: kept.some((file) => file.facts.namesScopes),
      lacksDeclarations: kept.some((file) => file.facts.lacksDeclarations),
      wordings: new Set(kept.flatMap((file) => file.facts.wordings)),
    },
    ...{
      isBaseExact,
      areTablesSame: true,
      changedSinceBase: null,
      landed: [],
      likely: [],
      ranOnBase: 'all',
      changes,
      arePathsResolved: true,
      isBaselineScan: false,
      secret: SECRET,
    },
    segments: copiedSegments(base),
  });
  const joined = joinTracked(
    comparison.open.map((file, at) => ({ ...file, facts: open[at]! })),
    comparison.kept,
    rows,
  );
  const places = inFiles(now).map(keyOf);
  const ids = joined.manifest.flatMap(({ facts: { issueIds } }) => issueIds);
  const outcome: Outcome = Object.fromEntries(
    ids.map((issueId, row) => {
      const { isNew, newBecause } = stateOf(joined.states[row]!);
      return [places[row]!, [issueId, isNew, newBecause === null ? null : NEW_BECAUSE[newBecause]!]];
    }),
  );
  return {
    outcome,
    fixedCount: rows.fixedCount,
    isLowConfidence: rows.isLowConfidence || kept.some((file) => file.facts.lacksText),
  };
}
