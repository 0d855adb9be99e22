import { randomBytes } from 'node:crypto';
import { SealedText } from './sealed-text.js';
import { type SecretsKey, toSecretsKey } from './secrets-key.js';
import { claimVerdictKey, openVerdictKeys, type VerdictKeyRow } from './verdict-keys.js';

const newKey = (): SecretsKey => toSecretsKey(randomBytes(32).toString('base64'));
const textOf = (newest: SecretsKey, ...previous: SecretsKey[]): SealedText =>
  new SealedText({ newest, previous, lost: [], isFromFile: false });
const NOW = new Date('2026-01-02T03:04:05Z');

/** A stand-in for the function of the database, with the keys that it stores. */
function aStore(lastScanId = 7) {
  const stored: VerdictKeyRow[] = [];
  const claim = (_sql: string, [id, secret]: unknown[]) => {
    if (secret instanceof Buffer && id === stored.length + 1) stored.push({ id, secret });
    const keys = stored.length === 0 ? [{ id: null, secret: null }] : stored;
    return Promise.resolve(keys.map((row) => ({ ...row, last_scan_id: lastScanId })));
  };
  return { stored, claimBy: (text: SealedText) => claimVerdictKey(claim, text, () => NOW) };
}

it('makes a key once, which all instances share and a replaced sealing key opens', async () => {
  const { stored, claimBy } = aStore();
  const [key, next] = [newKey(), newKey()];
  const made = await claimBy(textOf(key));
  expect(made).toMatchObject({ id: 1, lastScanId: 7, madeAt: NOW });
  expect(made.key).toHaveLength(32);
  expect(await claimBy(textOf(key))).toEqual(made);
  expect(await claimBy(textOf(next, key))).toEqual(made);
  expect(stored).toHaveLength(1);
});

it('makes another key where the sealing key is lost, and opens those that it can', async () => {
  const { stored, claimBy } = aStore();
  const [lost, other] = [newKey(), newKey()];
  const before = await claimBy(textOf(lost));
  const after = await claimBy(textOf(other));
  expect([after.id, after.key.equals(before.key)]).toEqual([2, false]);
  expect([...openVerdictKeys(stored, textOf(other)).keys()]).toEqual([2]);
  expect([...openVerdictKeys(stored, textOf(other, lost)).keys()]).toEqual([1, 2]);
});

it('takes the key of another instance that was faster', async () => {
  const { claimBy } = aStore();
  const text = textOf(newKey());
  const [one, other] = await Promise.all([claimBy(text), claimBy(text)]);
  expect(one).toEqual(other);
});
