import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { handOverFirstSignIn } from './hand-over-first-sign-in.js';

describe('handing over the first sign-in', () => {
  let home: string;
  beforeEach(() => (home = mkdtempSync(path.join(tmpdir(), 'quality-gate-home-'))));
  afterEach(() => rmSync(home, { recursive: true }));

  const fileOf = (port: number) => path.join(home, `.local/state/quality-gate/first-sign-in-${port}.json`);
  const handOver = (port: number, secret: string) =>
    handOverFirstSignIn(`http://localhost:${port}`, () => ({ secret, endsAt: 3 }), { HOME: home });

  it('writes it for its user alone, over that of an earlier start', async () => {
    expect(await handOver(3000, 'a secret')).toBe(true);
    chmodSync(fileOf(3000), 0o644);
    expect(await handOver(3000, 'another')).toBe(true);
    expect(JSON.parse(readFileSync(fileOf(3000), 'utf8'))).toEqual({
      url: 'http://localhost:3000',
      secret: 'another',
      endsAt: 3,
    });
    expect(statSync(fileOf(3000)).mode & 0o777).toBe(0o600);
  });

  it('leaves that of another service of the user', async () => {
    expect([await handOver(3000, 'one'), await handOver(3001, 'two')]).toEqual([true, true]);
    expect([3000, 3001].map((port) => JSON.parse(readFileSync(fileOf(port), 'utf8')).secret)).toEqual(['one', 'two']);
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
