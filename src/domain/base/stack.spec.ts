import { chooseStacked, downwards, layOutStack, type PassedPull, type Stack } from './stack.js';

const pull = (number: number, branch: string, baseBranch: string | null, more: Partial<PassedPull<number>> = {}) => ({
  ...{ number, branch, baseBranch, isOpen: true, isAbandoned: false, lastId: null },
  ...more,
});
const REPO = { defaultBranch: 'main', baselineBranches: ['release/*'] };
const layOut = (target: string, ...passed: PassedPull<number>[]) => {
  const { parents, ...stack } = layOutStack(target, passed, REPO, 'own');
  return { ...stack, parents: parents.map(({ number }) => number) };
};

describe('the way to the final target', () => {
  it('leads through open pull requests, the nearest first', () => {
    const passed = [pull(3, 'c', 'b'), pull(2, 'b', 'a'), pull(1, 'a', 'release/1')];
    expect(layOut('c', ...passed)).toEqual({ parents: [3, 2, 1], abandonedIds: [], finalBranch: 'release/1' });
  });

  it('ends at a baseline branch, though that is the head of a pull request', () => {
    expect(layOut('main', pull(1, 'main', 'x'))).toMatchObject({ parents: [], finalBranch: 'main' });
    const passed = [pull(2, 'b', 'release/1'), pull(1, 'release/1', 'main')];
    expect(layOut('b', ...passed)).toMatchObject({ parents: [2], finalBranch: 'release/1' });
  });

  it('ends at the default branch where no target is known, and where it is a circle', () => {
    expect(layOut('a', pull(1, 'a', null))).toMatchObject({ parents: [1], finalBranch: 'main' });
    expect(layOut('a', pull(1, 'a', 'own'))).toMatchObject({ parents: [1], finalBranch: 'main' });
    expect(layOut('b', pull(2, 'b', 'a'), pull(1, 'a', 'b'))).toMatchObject({ parents: [2, 1], finalBranch: 'main' });
  });

  it('leads past those that are over, and names the scans of those that were not merged', () => {
    const over = { isOpen: false, lastId: 10 };
    const passed = [pull(3, 'c', 'b', over), pull(2, 'b', 'a', { ...over, isAbandoned: true }), pull(1, 'a', 'main')];
    expect(layOut('c', ...passed)).toEqual({ parents: [1], abandonedIds: [10], finalBranch: 'main' });
  });
});

describe('what is below a base', () => {
  const via = [
    { prNumber: 3, scanId: 30 },
    { prNumber: 2, scanId: null },
    { prNumber: 1, scanId: 10 },
  ];

  it('are the changes that it is on top of, and the final target', () => {
    expect(downwards({ id: 30, via, targetId: 1 })).toEqual([30, 10, 1]);
    expect(downwards({ id: 10, via, targetId: null })).toEqual([10]);
  });

  it('is nothing where the final target itself is the base', () => {
    expect(downwards({ id: 1, via, targetId: 1 })).toEqual([1]);
  });
});

describe('the base of a stack', () => {
  const stack: Stack<number> = {
    parents: [pull(2, 'b', 'a'), pull(1, 'a', 'main')],
    abandonedIds: [],
    finalBranch: 'main',
  };
  const at = (id: number, commitSha: string) => ({ id, commitSha });
  const candidates = {
    ofParents: new Map([
      ['b', [at(22, 'bbbbbbb2'), at(21, 'bbbbbbb1')]],
      ['a', [at(11, 'aaaaaaa1')]],
    ]),
    ofTarget: [at(1, 'ccccccc1')],
  };
  const choose = (baseSha: string | null, ...baseCommits: string[]) =>
    chooseStacked(stack, candidates, { baseSha, baseCommits });

  it('is the nearest scan of the nearest parent on the line of commits', () => {
    expect(choose('bbbbbbb1', 'aaaaaaa1', 'ccccccc1')).toEqual({
      ...{ id: 21, isExact: true, commitsBehind: 0, targetId: 1 },
      via: [
        { prNumber: 2, scanId: 21 },
        { prNumber: 1, scanId: 11 },
      ],
    });
  });

  it('is that of the next one, and at last of the final target, where none is on the line', () => {
    expect(choose('aaaaaaa9', 'aaaaaaa1')).toMatchObject({ id: 11, commitsBehind: 1, targetId: 1 });
    expect(choose('ccccccc1')).toMatchObject({ id: 1, isExact: true, via: [{ scanId: 22 }, { scanId: 11 }] });
    expect(choose('ddddddd1')).toMatchObject({ id: 1, commitsBehind: null });
  });

  it('is the newest of the nearest parent where the line is not known', () => {
    expect(choose(null)).toMatchObject({ id: 22, isExact: false, targetId: 1 });
  });

  it('has no target where the final one has no scan, and is none without any', () => {
    const line = { baseSha: 'bbbbbbb1', baseCommits: [] };
    expect(chooseStacked(stack, { ...candidates, ofTarget: [] }, line)).toMatchObject({ id: 21, targetId: null });
    expect(chooseStacked(stack, { ofParents: new Map(), ofTarget: [] }, line)).toBeNull();
  });
});
