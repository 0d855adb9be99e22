import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { handOverFirstSignIn } from './hand-over-first-sign-in.js';

const issue = () => ({ secret: 'a secret', endsAt: 3 });

describe('handing over the first sign-in', () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(path.join(tmpdir(), 'quality-gate-home-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  it('writes it for its user alone, over that of an earlier start', async () => {
    const file = path.join(home, '.local/state/quality-gate/first-sign-in.json');
    expect(await handOverFirstSignIn('http://localhost:3000', issue, { HOME: home })).toBe(true);
    chmodSync(file, 0o644);
    expect(await handOverFirstSignIn('http://localhost:3001', issue, { HOME: home })).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      url: 'http://localhost:3001',
      secret: 'a secret',
      endsAt: 3,
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('opens none for a service elsewhere, or where nothing can be written', async () => {
    const refuse = () => {
      throw new Error('it was opened');
    };
    expect(await handOverFirstSignIn('https://gate.example', refuse, { HOME: home })).toBe(false);
    expect(await handOverFirstSignIn('http://localhost:3000', refuse, {})).toBe(false);
    writeFileSync(path.join(home, 'file'), '');
    expect(await handOverFirstSignIn('http://localhost:3000', refuse, { HOME: path.join(home, 'file') })).toBe(false);
  });
});
