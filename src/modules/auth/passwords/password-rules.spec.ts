import { dictionary } from '@zxcvbn-ts/language-common';
import { findWeakness } from './password-rules.js';

const EMAIL = 'mira@example.test';

describe('findWeakness', () => {
  it.each([
    ['x'.repeat(9), 'must have 10 to 1024 characters'],
    ['x'.repeat(1025), 'must have 10 to 1024 characters'],
    ['qwertyuiop', 'must not be one of the 10000 most common passwords'],
    ['QwertyUiop', 'must not be one of the 10000 most common passwords'],
    ['Mira@Example.test', 'must not be the email address'],
  ])('refuses %p', (password, reason) => {
    expect(findWeakness(password, EMAIL)).toBe(reason);
  });

  it.each(['a good one', 'x'.repeat(1024), `${EMAIL}!`])('takes %p', (password) => {
    expect(findWeakness(password, EMAIL)).toBeNull();
  });

  it('knows the most common passwords alone, of a list that is sorted by how common they are', () => {
    const common = dictionary['passwords-common'];
    expect(common.slice(0, 3)).toEqual(['123456', 'password', '12345678']);
    const rare = common.slice(10_000).find(({ length }) => length >= 10)!;
    expect(findWeakness(rare, EMAIL)).toBeNull();
  });
});
