import { completeIdentity, isSameTool, type NamedTool, type ToolRunIdentity } from './same-tool.js';

const run = (toolVersion: string | null, configDigest: string | null): ToolRunIdentity => ({
  toolVersion,
  configDigest,
});

describe('isSameTool', () => {
  it.each([
    [run('1', 'a'), run('1', 'a'), true],
    [run(null, null), run(null, null), true],
    [run('1', null), run('1', null), true],
    [run('1', 'a'), run('2', 'a'), false],
    [run('1', 'a'), run('1', 'b'), false],
    [run('1', null), run('1', 'a'), false],
    [run(null, 'a'), run('1', 'a'), false],
  ])('%j and %j: %s', (one, other, expected) => {
    expect(isSameTool(one, other)).toBe(expected);
    expect(isSameTool(other, one)).toBe(expected);
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
