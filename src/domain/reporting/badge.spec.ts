import { BADGE_KINDS, type BadgeFacts, describeBadge } from './badge.js';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-03-31T12:00:00Z');
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

const MEASURED = { linesTotal: 1000, linesCovered: 824, reliability: 'A', maintainability: 'D' } as const;
const facts = (over: Partial<BadgeFacts> = {}): BadgeFacts => ({
  gateStatus: 'passed',
  endedAt: daysAgo(1),
  measured: { ...MEASURED, completedAt: daysAgo(1) },
  ...over,
});
const withLines = (linesCovered: number, linesTotal: number) =>
  facts({ measured: { ...MEASURED, linesCovered, linesTotal, completedAt: daysAgo(1) } });

it.each([
  ['passed', { message: 'passed', color: 'brightgreen' }],
  ['failed', { message: 'failed', color: 'red' }],
  ['not_configured', { message: 'not configured', color: 'lightgrey' }],
  [null, { message: 'failed', color: 'red' }],
] as const)('a gate that is %s', (gateStatus, shown) => {
  expect(describeBadge('gate', facts({ gateStatus }), NOW, null)).toEqual({ label: 'quality gate', ...shown });
});

it.each([
  [900, 1000, '90%', 'brightgreen'],
  [899, 1000, '89.9%', 'green'],
  [800, 1000, '80%', 'green'],
  [600, 1000, '60%', 'yellow'],
  [400, 1000, '40%', 'orange'],
  [1, 3, '33.3%', 'red'],
  [0, 5, '0%', 'red'],
  [0, 0, 'unknown', 'lightgrey'],
])('coverage of %d in %d lines is %s in %s', (covered, total, message, color) => {
  expect(describeBadge('coverage', withLines(covered, total), NOW, null)).toEqual({
    label: 'coverage',
    message,
    color,
  });
});

it('ratings are letters', () => {
  expect(describeBadge('reliability', facts(), NOW, null)).toEqual({
    label: 'reliability',
    message: 'A',
    color: 'brightgreen',
  });
  expect(describeBadge('maintainability', facts(), NOW, null)).toEqual({
    label: 'maintainability',
    message: 'D',
    color: 'orange',
  });
  const unrated = facts({ measured: { ...MEASURED, reliability: null, completedAt: daysAgo(90) } });
  expect(describeBadge('reliability', unrated, NOW, null)).toEqual({
    label: 'reliability',
    message: 'unknown',
    color: 'lightgrey',
  });
});

it.each(BADGE_KINDS)('%s is unknown without a scan', (kind) => {
  expect(describeBadge(kind, null, NOW, null)).toMatchObject({ message: 'unknown', color: 'lightgrey' });
});

it('measures are unknown, and the gate is not, while no scan was completed', () => {
  const failed = facts({ gateStatus: 'failed', measured: null });
  expect(BADGE_KINDS.map((kind) => describeBadge(kind, failed, NOW, null).message)).toEqual([
    'failed',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

it('the label of what is older than 30 days says so, a chosen one too', () => {
  const aged = (days: number) => facts({ endedAt: daysAgo(days) });
  expect(describeBadge('gate', aged(30), NOW, null).label).toBe('quality gate');
  expect(describeBadge('gate', aged(30.001), NOW, null).label).toBe('quality gate (old)');
  expect(describeBadge('gate', aged(31), NOW, 'main').label).toBe('main (old)');
  expect(describeBadge('coverage', aged(31), NOW, 'main').label).toBe('main');
});
