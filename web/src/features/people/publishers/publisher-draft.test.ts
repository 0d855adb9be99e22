import { describe, expect, it } from 'vitest';
import { bodyOf, NEW_DRAFT } from './publisher-draft';

describe('a draft of a trusted publisher', () => {
  it('sends the claims of its kind that are typed, and no others', () => {
    const claims = { repository_id: ' 724712 ', ref: '', project_id: 'left from before' };
    expect(bodyOf({ ...NEW_DRAFT, claims })).toEqual({
      ...{ kind: 'github', issuer: null, claims: { repository_id: '724712' }, repo_id: null },
      scopes: ['write:scans', 'read:scans'],
    });
  });

  it('reads other claims by line, whose values may have colons', () => {
    const otherClaims = 'sub: project:web\n\nteam: a';
    expect(bodyOf({ ...NEW_DRAFT, kind: 'custom', issuer: ' https://ci.example.org ', otherClaims })).toMatchObject({
      ...{ issuer: 'https://ci.example.org', claims: { sub: 'project:web', team: 'a' } },
    });
  });
});
