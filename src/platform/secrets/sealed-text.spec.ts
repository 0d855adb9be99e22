import { randomBytes } from 'node:crypto';
import { SealedText, UnreadableSecret } from './sealed-text.js';
import { type SecretsKey, toSecretsKey } from './secrets-key.js';

const PLACE = { table: 'webhooks', orgId: 1, id: 7, column: 'secret' };
const SECRET = 'whsec_geheim \u{1f511}';

const newKey = (): SecretsKey => toSecretsKey(randomBytes(32).toString('base64'));
const withKeys = (newest: SecretsKey, ...previous: SecretsKey[]): SealedText =>
  new SealedText({ newest, previous, lost: [], isFromFile: false });

const key = newKey();
const text = withKeys(key);

it('opens what it sealed, and never seals a text twice in one way', () => {
  const [sealed, again] = [text.seal(SECRET, PLACE), text.seal(SECRET, PLACE)];
  expect(text.open(sealed, PLACE)).toBe(SECRET);
  expect(sealed.equals(again)).toBe(false);
  expect(sealed.toString('latin1')).not.toContain('whsec');
  expect(text.open(text.seal('', PLACE), PLACE)).toBe('');
});

it('states its version and the key by its fingerprint before the nonce, the tag and the text', () => {
  const sealed = text.seal(SECRET, PLACE);
  expect(sealed[0]).toBe(1);
  expect(sealed.toString('hex', 1, 9)).toBe(key.fingerprint);
  expect(sealed).toHaveLength(1 + 8 + 12 + 16 + Buffer.byteLength(SECRET));
});

it.each([
  ['another table', { table: 'forges' }],
  ['another organization', { orgId: 2 }],
  ['another row', { id: 8 }],
  ['another column', { column: 'previous_secret' }],
])('does not open in %s', (_, elsewhere) => {
  expect(() => text.open(text.seal(SECRET, PLACE), { ...PLACE, ...elsewhere })).toThrow(UnreadableSecret);
});

it('does not open once any bit is flipped', () => {
  const sealed = text.seal(SECRET, PLACE);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => text.open(changed, PLACE)).toThrow(UnreadableSecret);
  }
});

it('does not open once it is cut', () => {
  const sealed = text.seal(SECRET, PLACE);
  for (let length = 0; length < sealed.length; length += 1)
    expect(() => text.open(sealed.subarray(0, length), PLACE)).toThrow(UnreadableSecret);
});

it('opens with a previous key and not with an unknown one', () => {
  const sealed = text.seal(SECRET, PLACE);
  expect(withKeys(newKey(), newKey(), key).open(sealed, PLACE)).toBe(SECRET);
  expect(() => withKeys(newKey(), newKey()).open(sealed, PLACE)).toThrow(UnreadableSecret);
});

it('derives a key for each purpose from each of its keys, the newest first', () => {
  const newer = newKey();
  const [ofNewer, ofOlder] = withKeys(newer, key).deriveKeys('badges');
  expect(text.deriveKeys('badges')).toEqual([ofOlder]);
  expect(ofNewer).toHaveLength(32);
  expect(ofNewer).not.toEqual(ofOlder);
  expect(text.deriveKeys('others')).not.toEqual([ofOlder]);
  expect(ofOlder).not.toEqual(key.key.export());
});
