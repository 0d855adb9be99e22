import { describe, expect, it } from 'vitest';
import { sampleWith } from '../../../../test/sample';
import { bodyOf, draftOf, NEW_DRAFT, ofKind } from './forge-draft';

const secrets = { ...NEW_DRAFT.secrets, app_id: ' 12 ', private_key: 'PEM', token: 'left from before' };

describe('a draft of a connection', () => {
  it('sends the parts of its type of credentials alone, without those that are empty', () => {
    expect(bodyOf({ ...NEW_DRAFT, name: ' Acme ', secrets })).toEqual({
      name: 'Acme',
      base_url: null,
      context: 'quality-gate',
      report: { status: true, check: true, annotations: true, comment: 'on_failure' },
      credentials: { type: 'app', app_id: '12', private_key: 'PEM' },
    });
  });

  it('leaves credentials out where none are typed, so that the stored ones stay', () => {
    const connection = sampleWith('ForgeConnection', { kind: 'gitlab', base_url: 'https://gitlab.example.org' });
    expect(bodyOf(draftOf(connection))).not.toHaveProperty('credentials');
    expect(bodyOf(draftOf(connection)).base_url).toBe('https://gitlab.example.org');
  });

  it('has no address of its own at the public site', () => {
    expect(draftOf(sampleWith('ForgeConnection', { kind: 'github', base_url: 'https://github.com' })).baseUrl).toBe('');
  });

  it('changes its type of credentials with the kind, where that does not take it', () => {
    expect(ofKind(NEW_DRAFT, 'gitea').type).toBe('token');
    expect(ofKind({ ...NEW_DRAFT, type: 'token' }, 'bitbucket').type).toBe('token');
    expect(ofKind({ ...NEW_DRAFT, type: 'token', kind: 'gitea' }, 'github').type).toBe('token');
  });
});
