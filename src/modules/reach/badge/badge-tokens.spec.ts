import { randomBytes } from 'node:crypto';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import { type SecretsKey, toSecretsKey } from '../../../platform/secrets/secrets-key.js';
import { BadgeTokens } from './badge-tokens.js';

const SUBJECT = { orgId: 3 as OrgId, repoId: (2 ** 40) as RepoId, generation: 7 };

const newKey = () => toSecretsKey(randomBytes(32).toString('base64'));
const tokensOf = (newest: SecretsKey, ...previous: SecretsKey[]) =>
  new BadgeTokens(new SealedText({ newest, previous, lost: [], isFromFile: false }));

const key = newKey();
const tokens = tokensOf(key);
const token = tokens.make(SUBJECT);

it('read back the subject that they were made for, and are the same each time', () => {
  expect(tokens.read(token)).toEqual(SUBJECT);
  expect(tokens.make(SUBJECT)).toBe(token);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

it('differ by organization, repository and generation', () => {
  const others = [{ orgId: 4 as OrgId }, { repoId: 1 as RepoId }, { generation: 8 }];
  expect(new Set([SUBJECT, ...others].map((one) => tokens.make({ ...SUBJECT, ...one }))).size).toBe(4);
});

it('count while their key is the newest or a previous one', () => {
  const newer = newKey();
  expect(tokensOf(newer, key).read(token)).toEqual(SUBJECT);
  expect(tokensOf(newer).read(token)).toBeNull();
  expect(tokensOf(newer, key).make(SUBJECT)).not.toBe(token);
});

it('are none with another subject, a changed bit or another length', () => {
  const bytes = Buffer.from(token, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(tokens.read(changed.toString('base64url'))).toBeNull();
  }
  for (const text of ['', 'x', token.slice(1), `${token}A`, token.replace(/.$/, '='), `${token}\n`])
    expect(tokens.read(text)).toBeNull();
});
