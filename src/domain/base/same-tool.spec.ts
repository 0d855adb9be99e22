import {
  compareTools,
  completeIdentity,
  type NamedTool,
  type ToolComparison,
  type ToolRunIdentity,
} from './same-tool.js';

const run = (toolVersion: string | null, configDigest: string | null): ToolRunIdentity => ({
  toolVersion,
  configDigest,
});

describe('compareTools', () => {
  it.each<[ToolRunIdentity, ToolRunIdentity, ToolComparison]>([
    [run('1', 'a'), run('1', 'a'), 'same'],
    [run(null, null), run(null, null), 'unknown'],
    [run('1', null), run('1', null), 'unknown'],
    [run(null, 'a'), run(null, 'a'), 'unknown'],
    [run('1', 'a'), run('2', 'a'), 'other'],
    [run('1', 'a'), run('1', 'b'), 'other'],
    [run('1', null), run('1', 'a'), 'other'],
    [run('1', null), run('2', null), 'other'],
    [run(null, 'a'), run('1', 'a'), 'other'],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(compareTools(one, other)).toBe(expected);
    expect(compareTools(other, one)).toBe(expected);
  });
});

describe('completeIdentity', () => {
  const named: NamedTool[] = [
    { tool: 'eslint', version: '9.1.0', configDigest: 'd1' },
    { tool: 'ESLint', version: '9.2.0', configDigest: null },
  ];

  it.each<[string, ToolRunIdentity, ToolRunIdentity]>([
    ['eslint', run(null, null), run('9.1.0', 'd1')],
    ['ESLint', run(null, null), run('9.2.0', null)],
    ['ESLINT', run(null, null), run('9.1.0', 'd1')],
    ['eslint', run('8.0.0', 'own'), run('8.0.0', 'own')],
    ['eslint', run('8.0.0', null), run('8.0.0', 'd1')],
    ['lizard', run(null, null), run('1.17', null)],
    ['semgrep', run(null, null), run(null, null)],
  ])('of %s, reported as %j, is %j', (tool, reported, expected) => {
    expect(completeIdentity(tool, reported, named, { lizard: '1.17', eslint: '7' })).toEqual(expected);
  });
});
