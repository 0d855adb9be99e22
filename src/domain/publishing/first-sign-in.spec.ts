import { firstSignInFile, isSameLoopback, readFirstSignIn } from './first-sign-in.js';

describe('the first sign-in', () => {
  it('lies in the state folder of the user, apart for each port', () => {
    const file = (url: string, env = {}) => firstSignInFile({ HOME: '/home/a', ...env }, url);
    expect(file('http://localhost:3000')).toBe('/home/a/.local/state/quality-gate/first-sign-in-3000.json');
    expect(file('http://127.0.0.1:3001', { XDG_STATE_HOME: '/state' })).toBe(
      '/state/quality-gate/first-sign-in-3001.json',
    );
    expect([file('http://localhost'), file('https://localhost')].map((name) => name?.slice(-8))).toEqual([
      '-80.json',
      '443.json',
    ]);
    expect(file('http://localhost:3000', { HOME: '' })).toBeNull();
  });

  it('is read from what a start wrote alone', () => {
    const written = { url: 'http://localhost:3000', secret: 's', endsAt: 1 };
    expect(readFirstSignIn(JSON.stringify(written))).toEqual(written);
    for (const text of [
      '',
      '{}',
      '[]',
      'null',
      JSON.stringify({ ...written, url: 'here' }),
      JSON.stringify({ ...written, endsAt: '1' }),
    ])
      expect(readFirstSignIn(text)).toBeNull();
  });

  it.each([
    ['http://localhost:3000', 'http://127.0.0.1:3000', true],
    ['http://[::1]:3000', 'http://localhost:3000/', true],
    ['http://localhost:3000', 'http://localhost:3001', false],
    ['http://localhost:3000', 'https://localhost:3000', false],
    ['http://gate.example:3000', 'http://localhost:3000', false],
    ['http://gate.example:3000', 'http://gate.example:3000', false],
    ['http://127.0.0.1.example:3000', 'http://localhost:3000', false],
  ])('is for one service on this machine: %s, %s: %s', (one, other, expected) => {
    expect(isSameLoopback(one, other)).toBe(expected);
  });
});
