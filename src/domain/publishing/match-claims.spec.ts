import { projectsOf, textClaims, unmetClaims } from './match-claims.js';

describe('claims of a token', () => {
  it('are compared as texts, each exactly', () => {
    const demanded = { repository_id: '7', ref: 'refs/heads/main', ref_protected: 'true' };
    expect(unmetClaims(demanded, { repository_id: 7, ref: 'refs/heads/main', ref_protected: true })).toEqual([]);
    expect(unmetClaims(demanded, { repository_id: '07', ref: 'refs/heads/main ', ref_protected: ['true'] })).toEqual([
      'repository_id',
      'ref',
      'ref_protected',
    ]);
    expect(unmetClaims(demanded, {})).toHaveLength(3);
    expect(unmetClaims({ constructor: 'a', toString: 'b' }, {})).toEqual(['constructor', 'toString']);
  });

  it('name projects', () => {
    const claims = textClaims({ project_id: 22, job_project_id: '23', groups: ['a'], exp: 1.5 });
    expect(claims).toEqual({ project_id: '22', job_project_id: '23' });
    expect(projectsOf(claims)).toEqual(['22', '23']);
  });
});
