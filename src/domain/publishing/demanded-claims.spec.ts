import { readClaims } from './demanded-claims.js';

describe('claims that a publisher demands', () => {
  it('are texts, numbers written as one', () => {
    const given = { repository_id: 724712, ref: 'refs/heads/main', ref_protected: true };
    expect(readClaims('github', given)).toEqual({
      repository_id: '724712',
      ref: 'refs/heads/main',
      ref_protected: 'true',
    });
    expect(readClaims('gitlab', { project_id: '22' })).toEqual({ project_id: '22' });
    expect(readClaims('custom', { sub: 'pipeline/7' })).toEqual({ sub: 'pipeline/7' });
    expect(readClaims('custom', { project_path: 'a', project_id: 7 })).toEqual({ project_path: 'a', project_id: '7' });
    expect(readClaims('custom', { team: 'a', project: 'b' })).toEqual({ team: 'a', project: 'b' });
  });

  it.each([
    ['github', {}, 'must contain repository_id as a number, because another owner could take over a name'],
    [
      'github',
      { repository_id: 'acme/web' },
      'must contain repository_id as a number, because another owner could take over a name',
    ],
    [
      'github',
      { repository_id: '007' },
      'must contain repository_id as a number, because another owner could take over a name',
    ],
    ['gitlab', { repository_id: '7' }, /^must not contain repository_id; allowed are project_id, /],
    ['github', { repository: 'acme/web' }, /^must not contain repository; /],
    ['github', { repository_id: '7', sub: 'repo:acme/web:ref:refs/heads/main' }, /^must not contain sub; /],
    ['github', { repository_id: '7', event_name: 'pull_request_target' }, /^must not allow pull_request_target, /],
    ['custom', { sub: 'pipeline/7', event_name: 'pull_request_target' }, /^must not allow pull_request_target, /],
    ['gitlab', { project_id: '7', ref: 'release-*' }, 'must name ref exactly: patterns are not supported'],
    [
      'gitlab',
      { job_project_id: '7' },
      'must contain project_id as a number, because another owner could take over a name',
    ],
    ['custom', {}, 'must contain sub, or two claims'],
    ['custom', { team: 'a' }, 'must contain sub, or two claims'],
    ['custom', { ref: 'refs/heads/main', ref_protected: 'true' }, /^must contain sub or an id such as /],
    ['custom', { project_path: 'acme/web', ref: 'main' }, /^must contain sub or an id such as /],
    ['custom', { repository: 'acme/web', repository_owner: 'acme' }, /^must contain sub or an id such as /],
    ['custom', { sub: 'a', aud: 'b' }, 'must not contain aud, which is verified for every token'],
    ['custom', { sub: ['a'] }, 'must have text of 1 to 500 characters as sub'],
    ['custom', { sub: 1.5 }, 'must have text of 1 to 500 characters as sub'],
    ['custom', { sub: '' }, 'must have text of 1 to 500 characters as sub'],
    ['custom', { sub: 'a\u0007' }, 'must have text of 1 to 500 characters as sub'],
    ['custom', { sub: 'a', 'a b': 'c' }, 'must have claim names as keys'],
    [
      'custom',
      Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`c${at}`, 'a'])),
      'must have at most 20 claims',
    ],
  ] as const)('of kind %s are not %j', (kind, given, fault) => {
    const read = readClaims(kind, given);
    if (typeof fault === 'string') expect(read).toBe(fault);
    else expect(read).toMatch(fault);
  });
});
