import { bindOnAllNodes, namesDistributed } from './citus.js';

describe('namesDistributed', () => {
  it.each([
    ['SELECT content FROM finding_keyframes WHERE org_id = $1', true],
    ['SELECT FROM public.coverage_manifests m', true],
    ['SELECT paths FROM scan_files WHERE org_id = $1', false],
    ['SELECT converted_scan_manifests FROM scans', false],
  ])('tells whether %s names a distributed table: %s', (text, isNaming) => {
    expect(namesDistributed(text)).toBe(isNaming);
  });
});

describe('bindOnAllNodes', () => {
  it('sets what row security reads by commands that Citus hands on, quoted', () => {
    const text = bindOnAllNodes({ orgId: '7', repoIds: '{1,2}' }, (value) => `<${value}>`);
    expect(text.split('; ')).toEqual([
      `SET LOCAL citus.propagate_set_commands = 'local'`,
      'SET LOCAL app.org_id = <7>',
      'SET LOCAL app.repo_ids = <{1,2}>',
    ]);
  });
});
