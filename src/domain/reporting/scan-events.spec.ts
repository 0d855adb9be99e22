import type { GateStatus } from '../gate/decide-status.js';
import type { RepoId, ScanId } from '../ids.js';
import { gateEvents, type ReportedEvaluation, type ReportedLine, scanEnded } from './scan-events.js';

const repo = { id: 3 as RepoId, name: 'acme/web', url: null };
const scan = {
  id: 7 as ScanId,
  repoId: repo.id,
  branch: 'feature',
  commitSha: null,
  prNumber: 5,
  createdAt: new Date('2026-01-01T00:00:00Z'),
};

const evaluated = (status: GateStatus, violations: object[] = []): ReportedEvaluation => ({
  number: 1,
  trigger: 'complete',
  verdict: {
    status,
    conclusion: null,
    reason: null,
    summary: 'All rules are met.',
    policy_version: 'v1',
    violations,
    waived_violations: [1, 2],
    skipped_rules: [1],
    new_in_pr: {},
  },
  ratings: { quality: 'A', maintainability: 'A', reliability: null, coverage: null, duplication: null },
  coveragePct: 80,
  url: null,
});
const line = (scanId: number, status: GateStatus): ReportedLine => ({
  repo,
  last: { scanId: scanId as ScanId, status },
  isShown: true,
});
const FIRST: ReportedLine = { repo, last: null, isShown: true };
const typesOf = (...parts: Parameters<typeof gateEvents>) => gateEvents(...parts).map(({ type }) => type);

describe('events of an evaluation', () => {
  it('say that the first verdict of a branch or pull request changes it', () => {
    const events = gateEvents(scan, evaluated('passed'), FIRST);
    expect(events.map(({ type }) => type)).toEqual(['gate.evaluated', 'gate.changed']);
    expect(events[1]!.data).toMatchObject({
      status: 'passed',
      previous_status: null,
      waived_count: 2,
      skipped_count: 1,
    });
  });

  it('say so only where the status differs from the last one', () => {
    expect(typesOf(scan, evaluated('passed'), line(6, 'passed'))).toEqual(['gate.evaluated']);
    expect(typesOf(scan, evaluated('passed'), line(6, 'failed'))).toEqual(['gate.evaluated', 'gate.changed']);
    expect(typesOf(scan, evaluated('passed'), line(7, 'failed'))).toEqual(['gate.evaluated', 'gate.changed']);
  });

  it('leave the branch alone where an older scan is judged again', () => {
    const events = gateEvents(scan, evaluated('passed'), line(8, 'failed'));
    expect(events).toMatchObject([{ type: 'gate.evaluated', data: { previous_status: 'failed' } }]);
  });

  it('leave a pull request alone that shows another scan', () => {
    expect(typesOf(scan, evaluated('passed'), { ...line(6, 'failed'), isShown: false })).toEqual(['gate.evaluated']);
    expect(typesOf(scan, evaluated('passed'), { ...FIRST, isShown: false })).toEqual(['gate.evaluated']);
  });

  it('name ten violations at most', () => {
    const violations = Array.from({ length: 12 }, (_, rule) => ({ rule }));
    const [event] = gateEvents(scan, evaluated('failed', violations), FIRST);
    expect((event!.data as { violations: unknown[] }).violations).toHaveLength(10);
  });
});

it('the event of an end says how long the scan took', () => {
  const at = new Date('2026-01-01T00:01:00Z');
  expect(scanEnded('scan.failed', scan, repo, { reason: 'no disk', at })).toMatchObject({
    type: 'scan.failed',
    scanId: 7,
    data: { repo, scan_id: 7, branch: 'feature', pr_number: 5, reason: 'no disk', duration_ms: 60_000 },
  });
});
