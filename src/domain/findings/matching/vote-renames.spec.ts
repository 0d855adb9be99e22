import { flagged } from '../../../../test/support/flagged-code.js';
import { extractFeatures } from '../features/extract-features.js';
import { hashRenames } from './known-changes.js';
import { Comparison } from './state/comparison.js';
import { usableRenames, voteRenames } from './vote-renames.js';

const SECRET = new Uint8Array(32).fill(2);
const FIELDS = ['line'] as const;

/** A file of some flagged calls, in the given order. */
const file = (path: string, calls: string) =>
  flagged(Array.from(calls, (name) => `call_${name}(«${name}»);`).join('\n'), { path });
type Files = Readonly<Record<string, string>>;
const compared = (before: Files, now: Files): Comparison => {
  const features = (files: Files) =>
    extractFeatures(
      Object.entries(files).flatMap(([path, calls]) => file(path, calls)),
      SECRET,
    );
  return new Comparison(features(before), features(now));
};
const renames = (...pairs: (readonly [from: string, to: string])[]) =>
  hashRenames(
    pairs.map(([from, to]) => ({ from, to })),
    SECRET,
  );

describe('voteRenames', () => {
  it('follows a file by its findings', () => {
    expect(voteRenames(compared({ 'a.js': 'abcd' }, { 'b.js': 'abcd' }), FIELDS)).toEqual(renames(['a.js', 'b.js']));
  });

  it.each([
    ['half of them is enough', 'abcd', 'xaby', 1],
    ['less than half is not', 'abcde', 'xabyz', 0],
  ])('%s', (_, before, now, count) => {
    expect(voteRenames(compared({ 'a.js': before }, { 'b.js': now }), FIELDS)).toHaveLength(count);
  });

  it('asks for less where the file kept its name', () => {
    const found = voteRenames(compared({ 'old/a.js': 'abcdefghij' }, { 'new/a.js': 'abcqrstuvw' }), FIELDS);
    expect(found).toEqual(renames(['old/a.js', 'new/a.js']));
  });

  it('renames no file that still has findings, and none onto one that had some', () => {
    expect(voteRenames(compared({ 'a.js': 'abcd' }, { 'a.js': 'x', 'b.js': 'abcd' }), FIELDS)).toEqual([]);
    expect(voteRenames(compared({ 'a.js': 'abcd', 'b.js': 'x' }, { 'b.js': 'abcd' }), FIELDS)).toEqual([]);
  });

  it('takes each file once, the better match first', () => {
    const found = voteRenames(compared({ 'a.js': 'abcd' }, { 'b.js': 'abcx', 'c.js': 'abcd' }), FIELDS);
    expect(found).toEqual(renames(['a.js', 'c.js']));
  });

  it('does not hear what occurs everywhere', () => {
    expect(voteRenames(compared({ 'a.js': 'a'.repeat(40) }, { 'b.js': 'a'.repeat(40) }), ['line'])).toEqual([]);
  });
});

describe('usableRenames', () => {
  const comparison = compared({ 'a.js': 'a', 'b.js': 'b' }, { 'a.js': 'x', 'c.js': 'a' });

  it('are those from a file that had findings to one that had none', () => {
    const named = renames(['a.js', 'c.js'], ['a.js', 'b.js'], ['none.js', 'd.js']);
    expect(usableRenames(comparison, named)).toEqual(renames(['a.js', 'c.js']));
  });

  it('take each file once', () => {
    expect(usableRenames(comparison, renames(['a.js', 'c.js'], ['b.js', 'c.js']))).toHaveLength(1);
    expect(usableRenames(comparison, renames(['a.js', 'c.js'], ['a.js', 'd.js']))).toHaveLength(1);
  });
});
