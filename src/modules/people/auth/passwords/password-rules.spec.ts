import { dictionary } from '@zxcvbn-ts/language-common';
import { findWeakness } from './password-rules.js';

const EMAIL = 'mira@example.test';
const EASY = expect.stringMatching(/^is too easy to guess; /) as string;

describe('findWeakness', () => {
  it.each([
    ['correct h', 'must have 10 to 1024 characters'],
    ['correct horse '.repeat(74), 'must have 10 to 1024 characters'],
    ['Mira@Example.test', 'must not be the email address'],
    ['x'.repeat(1024), 'must not repeat a single character'],
    ['é'.repeat(10), 'must not repeat a single character'],
    ['abcdefghijklmnop', 'must not be a sequence such as abcdefghij'],
    ['ponmlkjihgfedcba', 'must not be a sequence such as abcdefghij'],
    ['1234567890', EASY],
    ['qwertyuiop', EASY],
    ['QwertyUiop', EASY],
    ['zxcvbnm,./', EASY],
    ['Password123!', EASY],
    ['P@ssw0rd2024', EASY],
    ['abcabcabcabc', EASY],
    [`${EMAIL}!`, EASY],
    ['company123', EASY],
  ])('refuses password %# for its reason', (password, reason) => {
    expect(findWeakness(password, EMAIL)).toEqual(reason);
  });

  it.each(['a good one', 'summer2024!', 'tr0ub4dor&3', 'correct horse battery staple', 'correct horse '.repeat(73)])(
    'takes good password %#',
    (password) => {
      expect(findWeakness(password, EMAIL)).toBeNull();
    },
  );

  it('refuses every common password', () => {
    const common = dictionary['passwords-common'].filter(({ length }) => length >= 10);
    const sample = common.filter((_, index) => index % 50 === 0);
    expect(sample.length).toBeGreaterThan(20);
    expect(sample.filter((password) => findWeakness(password, EMAIL) === null)).toEqual([]);
  });

  it('judges the longest password in a moment of the processor', () => {
    findWeakness('a first one', EMAIL);
    for (const text of ['a1B2c3', '4@a', '@4a3e1!i0o5$s7+t', '1234567890', 'password']) {
      const before = process.cpuUsage();
      for (let times = 0; times < 5; times += 1) findWeakness(text.repeat(200).slice(0, 1024), EMAIL);
      const { user } = process.cpuUsage(before);
      // without limits a single one takes more
      expect(user / 5000).toBeLessThan(150);
    }
  });
});
