import {
  decideStatus,
  type ForgeConclusion,
  forgeConclusion,
  type GateStatus,
  mergeSwitches,
  type StatusDecision,
  SWITCHES_AT_FIRST_SAVE,
  SWITCHES_BEFORE_FIRST_SAVE,
} from './decide-status.js';

describe('decideStatus', () => {
  it.each<[stored: { enabled: boolean } | null, verdict: 'passed' | 'failed', StatusDecision]>([
    [null, 'passed', { status: 'not_configured', reason: 'no_policy' }],
    [null, 'failed', { status: 'not_configured', reason: 'no_policy' }],
    [{ enabled: false }, 'passed', { status: 'not_configured', reason: 'disabled' }],
    [{ enabled: false }, 'failed', { status: 'not_configured', reason: 'disabled' }],
    [{ enabled: true }, 'passed', { status: 'passed', reason: null }],
    [{ enabled: true }, 'failed', { status: 'failed', reason: null }],
  ])('of %j and %s', (stored, status, decision) => {
    expect(decideStatus(stored, { status })).toEqual(decision);
  });
});

describe('forgeConclusion', () => {
  it.each<[GateStatus, blocks: boolean, ForgeConclusion]>([
    ['passed', false, 'success'],
    ['passed', true, 'success'],
    ['failed', false, 'neutral'],
    ['failed', true, 'failure'],
    ['not_configured', false, 'neutral'],
    ['not_configured', true, 'neutral'],
  ])('of %s, blocking %p, is %s', (status, blocks, conclusion) => {
    expect(forgeConclusion(status, blocks)).toBe(conclusion);
  });
});

describe('mergeSwitches', () => {
  const stored = { enabled: false, blockMergeOnFail: true, appliesToNewCodeOnly: false };

  it('begins with an enabled gate in monitor mode', () => {
    expect(mergeSwitches(null, {})).toEqual(SWITCHES_AT_FIRST_SAVE);
    expect(SWITCHES_AT_FIRST_SAVE).toEqual({ enabled: true, blockMergeOnFail: false, appliesToNewCodeOnly: true });
  });

  it('reads as off before anything was saved', () => {
    expect(SWITCHES_BEFORE_FIRST_SAVE).toEqual({ enabled: false, blockMergeOnFail: false, appliesToNewCodeOnly: true });
  });

  it('keeps what is left out', () => {
    expect(mergeSwitches(stored, {})).toEqual(stored);
    expect(mergeSwitches(stored, { enabled: undefined })).toEqual(stored);
  });

  it('takes what is given, false as well as true', () => {
    expect(mergeSwitches(stored, { enabled: true, blockMergeOnFail: false })).toEqual({
      enabled: true,
      blockMergeOnFail: false,
      appliesToNewCodeOnly: false,
    });
  });
});
