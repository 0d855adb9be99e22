import { completeGrant } from './api-key-grant.js';

const READ = ['read:scans', 'read:repos'];

describe('completeGrant', () => {
  it.each([
    [{}, { scopes: [...READ, 'write:scans'], role: 'MEMBER' }],
    [{ role: 'VIEWER' }, { scopes: READ, role: 'VIEWER' }],
    [{ role: 'ORG_ADMIN' }, { scopes: [...READ, 'write:scans', 'admin'], role: 'ORG_ADMIN' }],
    [{ role: 'ORG_OWNER' }, { scopes: [...READ, 'write:scans', 'admin'], role: 'ORG_OWNER' }],
    [{ scopes: ['admin'] }, { scopes: ['admin'], role: 'ORG_ADMIN' }],
    [{ scopes: ['write:scans'] }, { scopes: ['write:scans'], role: 'MEMBER' }],
    [{ scopes: ['read:repos', 'read:repos'] }, { scopes: ['read:repos'], role: 'VIEWER' }],
    [
      { scopes: ['read:scans'], role: 'MEMBER' },
      { scopes: ['read:scans'], role: 'MEMBER' },
    ],
  ] as const)('completes %j', (asked, grant) => {
    expect(completeGrant(asked)).toEqual(grant);
  });
});
