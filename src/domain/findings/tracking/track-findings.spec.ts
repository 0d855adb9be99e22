import { flagged } from '../../../../test/support/flagged-code.js';
import { type ChangedFile, changedFile } from '../../changes/changed-lines.js';
import { extractFeatures } from '../features/extract-features.js';
import { EVERY_FILE, hashChanges, NO_FILE, NOTHING_KNOWN } from '../matching/known-changes.js';
import { NearestProblems } from './nearest-problem.js';
import { type Baseline, EMPTY_BASELINE } from './pack-baseline.js';
import { trackFindings, type Tracking, type TrackingInput } from './track-findings.js';

const SECRET = new Uint8Array(32).fill(1);

/** The findings in some code as problems under the given ids, first seen by scan 1. */
const known = (code: string, ...issueIds: number[]): Baseline => ({
  features: extractFeatures(flagged(code), SECRET),
  issueIds,
  firstSeenScanIds: issueIds.map(() => 1),
});

const track = (code: string, given: Partial<TrackingInput>): Tracking =>
  trackFindings({
    current: extractFeatures(flagged(code), SECRET),
    baseline: null,
    previous: EMPTY_BASELINE,
    marked: EMPTY_BASELINE,
    isBaselineScan: false,
    exactIn: NO_FILE,
    ranOnBase: 'all',
    changes: NOTHING_KNOWN,
    ...given,
  });

const idsOf = ({ findings }: Tracking) => findings.map(({ issueId }) => issueId);

const CART = `
function total(cart) {
  const rate = «eval»(cart.rate);
  const sum = «atob»(cart.sum);
  return sum * (1 + rate);
}

function label(cart) {
  return cart.name.trim();
}
`;

describe('trackFindings', () => {
  it('takes ids from the baseline, and counts what is gone', () => {
    const now = track(CART.replace('«atob»', 'read').replace('cart.name', '«btoa»(cart.name)'), {
      baseline: known(CART, 7, 8),
    });
    expect(now.findings).toEqual([
      {
        issueId: 7,
        firstSeenScanId: 1,
        isNew: false,
        matchedBy: 'line_in_scope',
        newBecause: null,
        nearest: null,
        isHidden: false,
        isOfNewRule: false,
        isReindented: false,
      },
      {
        issueId: null,
        firstSeenScanId: null,
        isNew: true,
        matchedBy: null,
        newBecause: 'not_in_base',
        nearest: { issueId: 8, differsIn: ['scope', 'line', 'context', 'message'] },
        isHidden: false,
        isOfNewRule: false,
        isReindented: false,
      },
    ]);
    expect(now).toMatchObject({ fixedCount: 1, isLowConfidence: false });
  });

  it('knows a new problem by the id that the previous scan gave it, which makes it no less new', () => {
    const { findings } = track(CART.replace('sum *', '2 * sum *'), {
      baseline: EMPTY_BASELINE,
      previous: known(CART, 21, 22),
    });
    expect(findings.map(({ issueId, isNew }) => [issueId, isNew])).toEqual([
      [21, true],
      [22, true],
    ]);
  });

  it('lets go of a marked problem that is gone, although it is done again in another function', () => {
    const before = known(CART, 7, 8);
    const marked = known(CART.replace('«atob»', 'atob'), 7);
    const fixedHere = CART.replace('«eval»(cart.rate)', 'read(cart.rate)');
    const anewThere = fixedHere.replace('  return cart.name', '  const rate = «eval»(cart.rate);\n  return cart.name');
    expect(idsOf(track(anewThere, { baseline: before, marked }))).toEqual([8, null]);
    expect(idsOf(track(anewThere, { baseline: before, previous: before, marked }))).toEqual([8, null]);
  });

  it('keeps a mark on a problem that the baseline does not know', () => {
    expect(idsOf(track(CART, { baseline: EMPTY_BASELINE, marked: known(CART, 31, 32) }))).toEqual([31, 32]);
  });

  it('keeps a mark to its line: the same line elsewhere is another problem, in another file or function', () => {
    const marked = known(CART, 31, 32);
    const elsewhere = extractFeatures(flagged(CART, { path: 'src/order.js' }), SECRET);
    expect(idsOf(track('', { current: elsewhere, baseline: EMPTY_BASELINE, marked }))).toEqual([null, null]);
    const onMain = { current: elsewhere, baseline: EMPTY_BASELINE, marked, isBaselineScan: true };
    expect(idsOf(track('', { ...onMain, changes: { ...NOTHING_KNOWN, files: new Map() } }))).toEqual([null, null]);
    const renamed = CART.replace('total', 'sumOf');
    expect(idsOf(track(renamed, { baseline: EMPTY_BASELINE, marked }))).toEqual([null, null]);
  });

  it('lets a marked problem land anywhere on a branch that does not tell what landed', () => {
    const current = extractFeatures(flagged(CART, { path: 'src/order.js' }), SECRET);
    const onMain = { current, baseline: EMPTY_BASELINE, isBaselineScan: true };
    expect(idsOf(track('', { ...onMain, marked: known(CART, 31, 32) }))).toEqual([31, 32]);
  });

  it('calls a problem that two branches named by the name under which it was marked', () => {
    expect(idsOf(track(CART, { previous: known(CART, 41, 42), marked: known(CART, 51, 52) }))).toEqual([51, 52]);
  });

  it('gives no id twice, whatever what is known says', () => {
    const twice = known(CART, 61, 61);
    const ids = idsOf(track(CART, { previous: twice, marked: twice })).filter((id) => id !== null);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('trackFindings on a branch where changes landed', () => {
  const base = known(CART.replace('«atob»', 'read'), 7);
  /** The line of problem 7 went, and one of the same shape came in its place, which is problem 9 in its pull request. */
  const code = CART.replace('«atob»', 'read').replace('cart.rate', 'cart.tax');
  const ofPull = known(code, 9);
  const onMain = { baseline: base, isBaselineScan: true };

  it('takes a line that landed by the id of its pull request, and a line that only resembles by that of the base', () => {
    expect(idsOf(track(code, onMain))).toEqual([7]);
    const landed = track(code, { ...onMain, landed: [ofPull] });
    expect([idsOf(landed), landed.fixedCount]).toEqual([[9], 1]);
    expect(idsOf(track(code, { ...onMain, likely: [ofPull] }))).toEqual([9]);
    expect(idsOf(track(code.replace('tax', 'vat'), { ...onMain, landed: [ofPull] }))).toEqual([7]);
  });

  it('recognizes what landed by all evidence, and what only may have landed by the same line in the same file', () => {
    const edited = code.replace('function label', 'const unit = 1;\n\nfunction label').replace('+ rate', '* rate');
    const moved = extractFeatures(flagged(edited, { path: 'src/order.js' }), SECRET);
    const onBranch = { baseline: EMPTY_BASELINE, isBaselineScan: true };
    expect(idsOf(track('', { ...onBranch, current: moved, landed: [ofPull] }))).toEqual([9]);
    expect(idsOf(track('', { ...onBranch, current: moved, likely: [ofPull] }))).toEqual([null]);
    expect(idsOf(track(edited, { ...onBranch, likely: [ofPull] }))).toEqual([9]);
  });

  it('gives what a revert brings back its old id in a change, where it is new all the same', () => {
    const back = track(code, { baseline: EMPTY_BASELINE, likely: [ofPull] });
    expect(back.findings.map(({ issueId, isNew }) => [issueId, isNew])).toEqual([[9, true]]);
  });
});

describe('trackFindings with the lines that a change touched', () => {
  const touching = (given: Partial<ChangedFile>) =>
    hashChanges({ files: [changedFile({ path: 'src/cart.js', ...given })] }, SECRET);
  const whyOf = ({ findings }: Tracking) => findings.map(({ newBecause, matchedBy }) => newBecause ?? matchedBy);
  /** Line 3 flags `eval`, line 4 `atob`, both in `total`; line 9 flags `btoa` in `label`. */
  const NOW = CART.replace('cart.name', '«btoa»(cart.name)');
  const changes = touching({ added: [[4, 4]], hunks: [[4, 1, 4, 1]] });

  it('calls new what the change added, and inherits what it left alone, where nothing is known from before', () => {
    expect(whyOf(track(NOW, { changes }))).toEqual(['untouched', 'added_line', 'untouched']);
  });

  it('calls new what an exact base does not have: in an edited scope, or as a consequence', () => {
    const exact = { baseline: EMPTY_BASELINE, exactIn: EVERY_FILE, changes };
    expect(whyOf(track(NOW, exact))).toEqual(['edited_scope', 'added_line', 'consequence']);
    const named = touching({ added: [[4, 4]], hunks: [[4, 1, 4, 1]], editedScopes: ['label'] });
    expect(whyOf(track(NOW, { ...exact, changes: named }))).toEqual(['consequence', 'added_line', 'edited_scope']);
  });

  it('inherits what rules report that did not run on the base', () => {
    const none = track(NOW, { base: EMPTY_BASELINE, exactIn: EVERY_FILE, ranOnBase: 'none', changes });
    expect(whyOf(none)).toEqual(['tool_changed', 'added_line', 'tool_changed']);
    const held = track(NOW, {
      base: known(CART.replace('«eval»', 'eval'), 9),
      exactIn: EVERY_FILE,
      ranOnBase: 'held',
      changes,
    });
    expect(whyOf(held)).toEqual(['edited_scope', 'context_before', 'consequence']);
  });

  it('judges a rule that did not run on the base by the default branch', () => {
    const { findings } = track(NOW, { base: EMPTY_BASELINE, baseline: known(CART, 7, 8), exactIn: EVERY_FILE, ranOnBase: 'none', changes }); // prettier-ignore
    expect(findings.map(({ issueId, isNew }) => [issueId, isNew])).toEqual([[7, false], [8, false], [null, false]]); // prettier-ignore
  });

  it('compares with the base and takes ids from the default branch, which decides nothing then', () => {
    const { findings, fixedCount } = track(CART, {
      base: known(CART.replace('«atob»', 'atob'), 3),
      baseline: known(CART, 7, 8),
    });
    expect(findings.map(({ issueId, isNew, newBecause }) => [issueId, isNew, newBecause])).toEqual([
      [3, false, null],
      [8, true, 'not_in_base'],
    ]);
    expect(fixedCount).toBe(0);
  });

  it('calls new what got worse in a scope that the change edited, under its old id', () => {
    const [HIGH, MEDIUM] = [1, 2];
    const worse = (given: Partial<TrackingInput>) =>
      track(CART, {
        baseline: { ...known(CART, 7, 8), severities: [MEDIUM, MEDIUM] },
        exactIn: EVERY_FILE,
        severities: Uint8Array.of(HIGH, MEDIUM),
        changes,
        ...given,
      }).findings.map(({ issueId, newBecause }) => [issueId, newBecause]);
    expect(worse({})).toEqual([[7, 'worsened'], [8, null]]); // prettier-ignore
    expect(worse({ changes: touching({ added: [[9, 9]] }) })).toEqual([[7, null], [8, null]]); // prettier-ignore
    expect(worse({ changes: NOTHING_KNOWN })).toEqual([[7, null], [8, null]]); // prettier-ignore
    expect(worse({ ranOnBase: 'none' })).toEqual([[7, null], [8, null]]); // prettier-ignore
    expect(worse({ severities: Uint8Array.of(MEDIUM, 3) })).toEqual([[7, null], [8, null]]); // prettier-ignore
  });

  it('calls nothing new that its tool suppressed, and nothing on a baseline branch', () => {
    expect(track(CART, { suppressed: Uint8Array.of(1, 0) }).findings.map(({ isNew }) => isNew)).toEqual([false, true]);
    expect(whyOf(track(CART, { isBaselineScan: true, changes }))).toEqual([null, null]);
  });

  it('calls hidden what is suppressed and was not on the base, on any line, where the version of the tool is unknown', () => {
    const hidden = (given: Partial<TrackingInput>) =>
      track(NOW, {
        ...{ base: EMPTY_BASELINE, exactIn: EVERY_FILE, ranOnBase: 'unknown', changes },
        ...{ suppressed: Uint8Array.of(1, 1, 1), ...given },
      }).findings.map(({ isHidden }) => isHidden);
    expect(hidden({})).toEqual([true, true, true]);
    expect(hidden({ ranOnBase: 'none' })).toEqual([false, true, false]);
    expect(hidden({ exactIn: NO_FILE })).toEqual([false, true, false]);
    expect(hidden({ base: { ...known(NOW, 1, 2, 3), suppressed: Uint8Array.of(1, 0, 1) } })).toEqual([
      false,
      true,
      false,
    ]);
    expect(hidden({ suppressed: undefined })).toEqual([false, false, false]);
  });

  it('takes the file as the scope of a finding without a line', () => {
    const [finding] = flagged('«x»');
    const current = extractFeatures(
      ['src/cart.js', 'src/other.js', null].map((filePath) => ({
        ...finding!,
        filePath,
        region: { startLine: null, startColumn: null, endLine: null, endColumn: null },
      })),
      SECRET,
    );
    const exact = { current, baseline: EMPTY_BASELINE, exactIn: EVERY_FILE, changes };
    expect(whyOf(track('', exact as Partial<TrackingInput>))).toEqual(['edited_scope', 'consequence', 'consequence']);
  });
});

describe('the nearest problem of a new finding', () => {
  const nearestOf = (code: string, given: Partial<TrackingInput>) =>
    track(code, given).findings.map(({ nearest }) => nearest);
  const moved = (code: string, path: string) => extractFeatures(flagged(code, { path }), SECRET);

  it('is one that no finding was recognized as: of the same line before nearer ones', () => {
    const before = known('function a() {\n  «eval»(x, y, z);\n}\n\n\nfunction b() {\n  «open»(q);\n}\n', 1, 2);
    const now = '\n\n\n\n\n\n\n\n\n\n\n\nfunction c() {\n  «eval»(x, y, z);\n}\n';
    const changes = hashChanges({ files: [changedFile({ path: 'src/cart.js', added: [[1, 15]], hunks: [] })] }, SECRET);
    const exact = { baseline: before, exactIn: EVERY_FILE, changes };
    expect(nearestOf(now, exact)).toEqual([{ issueId: 1, differsIn: ['scope', 'context'] }]);
  });

  it('is of the same line in another file where its own has none of the rule', () => {
    const before: Baseline = { features: moved('«eval»(x);\n', 'a.js'), issueIds: [5], firstSeenScanIds: [1] };
    const now = moved('step();\n«eval»(x);\nstop(1, 2, 3);\n', 'b.js');
    const other = moved('«open»(x);\n', 'a.js');
    const nearest = new NearestProblems(before, [0], now);
    expect(nearest.of(0)).toEqual({ issueId: 5, differsIn: ['path', 'context'] });
    expect(new NearestProblems({ ...before, features: other }, [0], now).of(0)).toBeNull();
    expect(new NearestProblems(before, [], now).of(0)).toBeNull();
  });

  it('is none for what is not new, or where nothing is known from before', () => {
    expect(nearestOf(CART, { baseline: known(CART, 7, 8) })).toEqual([null, null]);
    expect(nearestOf(CART, {})).toEqual([null, null]);
  });
});
