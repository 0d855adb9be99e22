import { describeRefusedConnection } from './describe-refused-connection.js';

const withCode = (message: string, code: string) => Object.assign(new Error(message), { code });

describe('describeRefusedConnection', () => {
  it.each([
    ['28P01', 'npm run migrate'],
    ['28000', 'pg_hba.conf'],
    ['3D000', 'Create the database'],
    ['ECONNREFUSED', 'Nothing listens'],
    ['ENOTFOUND', 'This host does not exist'],
  ])('says what to do about %s, and the variables that hold the address', (code, advice) => {
    const text = describeRefusedConnection(withCode('its own words', code));
    expect(text).toMatch(/^The database cannot be used: its own words\n/);
    expect(text).toContain(advice);
    expect(text).toContain('DATABASE_ADMIN_URL');
  });

  it('leaves other errors as they are', () => {
    expect(describeRefusedConnection(withCode('no space', 'ENOSPC'))).toBe('no space');
    expect(describeRefusedConnection(new Error('a standby'))).toBe('a standby');
    expect(describeRefusedConnection('text')).toBe('text');
  });
});
