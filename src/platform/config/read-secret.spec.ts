import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONFIG_VARIABLES } from './config-variables.js';
import { parseConfig } from './parse-config.js';

describe('a secret in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quality-gate-secret-'));
  const fileOf = (content: string) => {
    const file = join(folder, 'secret');
    writeFileSync(file, content);
    return file;
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  it('counts as its variable does, without the line break at its end', () => {
    const parsed = parseConfig({ ADMIN_PASSWORD_FILE: fileOf(' pass phrase \n'), METRICS_TOKEN: 'token' });
    expect(parsed).toMatchObject({ ok: true, config: { firstAdmin: { password: ' pass phrase ' } } });
  });

  it('is judged as its variable is, and not repeated', () => {
    const parsed = parseConfig({ SECRETS_KEY_FILE: fileOf('planted\n') });
    expect(parsed).toMatchObject({ ok: false, errors: [{ variable: 'SECRETS_KEY' }] });
    expect(JSON.stringify(parsed)).not.toContain('planted');
  });

  it('has to be there, of a sensible length, and the only one', () => {
    const errorsOf = (env: NodeJS.ProcessEnv) => {
      const parsed = parseConfig(env);
      return parsed.ok ? [] : parsed.errors.map(({ message }) => message);
    };
    expect(errorsOf({ REDIS_URL_FILE: join(folder, 'none') })).toEqual([
      'expected a readable file in REDIS_URL_FILE (ENOENT)',
    ]);
    expect(errorsOf({ REDIS_URL_FILE: fileOf('redis://one'), REDIS_URL: 'redis://two' })).toEqual([
      'expected either REDIS_URL or REDIS_URL_FILE, not both',
    ]);
    expect(errorsOf({ METRICS_TOKEN_FILE: fileOf('x'.repeat(70_000)) })).toEqual([
      'expected at most 65536 bytes in the file of METRICS_TOKEN_FILE',
    ]);
  });

  it('is possible for every variable that may hold a secret, and for no other', () => {
    for (const [name, { isSecret }] of Object.entries(CONFIG_VARIABLES)) {
      const parsed = parseConfig({ [`${name}_FILE`]: join(folder, 'none') });
      const faulty = parsed.ok ? [] : parsed.errors.map(({ variable }) => variable);
      expect([name, faulty.includes(name as never)]).toEqual([name, isSecret]);
    }
  });
});
