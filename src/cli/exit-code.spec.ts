import { EXIT_CODES, exitCodeOf, type Outcome } from './exit-code.js';

const noSwitches = { softFail: false, followMonitor: false, requireGate: false, ignoreInfraErrors: false };
const OUTCOMES: readonly (readonly [string, Outcome, number])[] = [
  ['passed', { status: 'passed' }, 0],
  ['a dry run', { status: null }, 0],
  ['not configured', { status: 'not_configured' }, 0],
  ['failed', { status: 'failed' }, 1],
  ['usage', { failure: 'usage' }, 2],
  ['credentials', { failure: 'credentials' }, 3],
  ['infrastructure', { failure: 'infrastructure' }, 4],
  ['timed out', { failure: 'timed_out' }, 5],
  ['unusable input', { failure: 'unusable_input' }, 6],
  ['analyzer broke', { failure: 'analyzer_broke' }, 7],
  ['interrupted', { failure: 'interrupted' }, 130],
];

describe('exitCodeOf', () => {
  it.each(OUTCOMES)('%s', (_name, outcome, code) => {
    expect(exitCodeOf(outcome, noSwitches)).toBe(code);
  });

  it.each([
    ['softFail', { ...noSwitches, softFail: true }, { 1: 0 }],
    ['ignoreInfraErrors', { ...noSwitches, ignoreInfraErrors: true }, { 4: 0, 5: 0 }],
  ])('%s changes its own codes only', (_name, switches, changed: Record<number, number>) => {
    for (const [, outcome, code] of OUTCOMES) expect(exitCodeOf(outcome, switches)).toBe(changed[code] ?? code);
  });

  it('followMonitor changes a failed gate in monitor mode only', () => {
    const switches = { ...noSwitches, followMonitor: true };
    for (const [, outcome, code] of OUTCOMES) expect(exitCodeOf(outcome, switches)).toBe(code);
    expect(exitCodeOf({ status: 'failed', isMonitored: true }, switches)).toBe(0);
    expect(exitCodeOf({ status: 'failed', isMonitored: true }, noSwitches)).toBe(1);
  });

  it('requireGate changes not_configured only', () => {
    const switches = { ...noSwitches, requireGate: true };
    for (const [name, outcome, code] of OUTCOMES)
      expect(exitCodeOf(outcome, switches)).toBe(name === 'not configured' ? EXIT_CODES.gate_failed : code);
  });
});
