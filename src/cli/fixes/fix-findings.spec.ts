import fc from 'fast-check';
import { type Finding } from '../../domain/findings/finding.js';
import { chooseFix } from '../../domain/findings/fix.js';
import { fixFindings } from './fix-findings.js';

/** Words that a tool of this test reports, with what its fix writes in their place: right, without effect, and with a new problem. */
const FIXES: Readonly<Record<string, string>> = {
  ...{ bad: 'good', stuck: 'bad stuck', worse: 'stuck' },
  ...{ first: 'second', second: 'third', third: 'good', endless: 'again', again: 'anew', anew: 'again' },
};

/** A tool that reports each of the words, by offsets. */
function lint(file: string, text: string): Finding[] {
  return [...text.matchAll(/[a-z]+/g)].flatMap(({ 0: word, index }) =>
    word in FIXES ? [findingOf(file, word, index, index + word.length)] : [],
  );
}

const findingOf = (filePath: string, word: string, start: number, end: number, isSafe = true) =>
  ({
    ...{ tool: 'lint', ruleId: word, message: `Found ${word}`, filePath, region: { startLine: 1 } },
    fixes: [{ description: null, isSafe, edits: [{ span: { unit: 'offsets', start, end }, text: FIXES[word]! }] }],
  }) as unknown as Finding;

function aCheckout(files: Record<string, string>) {
  let runs = 0;
  const analyze = () => {
    runs += 1;
    return Promise.resolve(Object.entries(files).flatMap(([file, text]) => lint(file, text)));
  };
  const read = (file: string) => Promise.resolve(files[file] ?? null);
  const write = (file: string, text: string) => {
    files[file] = text;
    return Promise.resolve();
  };
  return { files, place: { read, write, analyze }, runsOf: () => runs };
}

const fixAll = async (files: Record<string, string>, isSafeOnly = false) => {
  const checkout = aCheckout(files);
  const before = await checkout.place.analyze();
  const outcomes = await fixFindings(before, before, { isSafeOnly, place: checkout.place });
  return { ...checkout, outcomes: outcomes.map(({ finding, result, why }) => [finding.ruleId, result, why]) };
};

describe('fixFindings', () => {
  it('keeps fixes that removed their finding in one run of the tool', async () => {
    const { files, outcomes, runsOf } = await fixAll({ 'a.js': 'bad bad', 'b.js': 'fine bad' });
    expect(files).toEqual({ 'a.js': 'good good', 'b.js': 'fine good' });
    expect(outcomes).toEqual([
      ['bad', 'kept', null],
      ['bad', 'kept', null],
      ['bad', 'kept', null],
    ]);
    expect(runsOf()).toBe(2);
  });

  it('undoes a fix that leaves its finding, and one that brings another', async () => {
    const { files, outcomes } = await fixAll({ 'a.js': 'bad worse bad' });
    expect(files).toEqual({ 'a.js': 'good worse good' });
    expect(outcomes).toEqual([
      ['bad', 'kept', null],
      ['worse', 'undone', 'it introduces stuck in a.js'],
      ['bad', 'kept', null],
    ]);
    expect((await fixAll({ 'a.js': 'stuck' })).outcomes).toEqual([['stuck', 'undone', 'its finding is still there']]);
  });

  it('fixes what a fix brings, and keeps both', async () => {
    const { files, outcomes } = await fixAll({ 'a.js': 'first bad', 'b.js': 'first first' });
    expect(files).toEqual({ 'a.js': 'good good', 'b.js': 'good good' });
    expect(outcomes.map(([rule, result]) => [rule, result])).toEqual([
      ['first', 'kept'],
      ['bad', 'kept'],
      ['first', 'kept'],
      ['first', 'kept'],
    ]);
  });

  it('fixes a finding that comes again until it is gone, and none that is like it', async () => {
    const files = { 'a.js': '((b))\n(((a)))' };
    const { place } = aCheckout(files);
    /** Reports parentheses around others, of which its fix removes the outer pair. */
    const analyze = () =>
      Promise.resolve(
        [...files['a.js'].matchAll(/\(\(.*\)\)/g)].map(({ 0: text, index }) => ({
          ...findingOf('a.js', 'nested', index, index + text.length),
          region: { startLine: files['a.js'].slice(0, index).split('\n').length } as Finding['region'],
          fixes: [
            {
              ...{ description: null, isSafe: true },
              edits: [{ span: { unit: 'offsets', start: index, end: index + text.length }, text: text.slice(1, -1) }],
            } as const,
          ],
        })),
      );
    const before = await analyze();
    const outcomes = await fixFindings(before, [before[1]!], { isSafeOnly: false, place: { ...place, analyze } });
    expect(outcomes.map(({ result, why }) => [result, why])).toEqual([['kept', null]]);
    expect(files['a.js']).toBe('((b))\n(a)');
  });

  it('undoes a fix whose followers never end, and keeps others with theirs', async () => {
    const { files, outcomes, runsOf } = await fixAll({ 'a.js': 'first endless worse bad' });
    expect(files).toEqual({ 'a.js': 'good endless worse good' });
    expect(outcomes).toEqual([
      ['first', 'kept', null],
      ['endless', 'undone', 'it introduces again in a.js'],
      ['worse', 'undone', 'it introduces stuck in a.js'],
      ['bad', 'kept', null],
    ]);
    expect(runsOf()).toBeLessThan(60);
  });

  it('leaves what overlaps, does not fit the file, or is of a file that cannot be written', async () => {
    const { place, files } = aCheckout({ 'a.js': 'bad' });
    const [own] = lint('a.js', 'bad');
    const twin = findingOf('a.js', 'bad', 1, 2);
    const beyond = findingOf('a.js', 'bad', 2, 9);
    const away = findingOf('gone.js', 'bad', 0, 3);
    const wanted = [own!, twin, beyond, away];
    const outcomes = await fixFindings([own!], wanted, { isSafeOnly: false, place });
    expect(outcomes.map(({ result, why }) => [result, why])).toEqual([
      ['kept', null],
      ['left', 'it overlaps another fix: run qgate fix again'],
      ['left', 'it does not match the file'],
      ['left', 'its file cannot be written'],
    ]);
    expect(files).toEqual({ 'a.js': 'good' });
  });

  it('restores the files where the tool breaks', async () => {
    const { place, files } = aCheckout({ 'a.js': 'bad' });
    const before = lint('a.js', 'bad');
    const broken = { ...place, analyze: () => Promise.reject(new Error('it broke')) };
    await expect(fixFindings(before, before, { isSafeOnly: false, place: broken })).rejects.toThrow('it broke');
    expect(files).toEqual({ 'a.js': 'bad' });
  });

  it('keeps exactly the right ones of any', async () => {
    const words = fc.array(fc.constantFrom('bad', 'worse', 'stuck', 'fine'), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(words, words, async (first, second) => {
        const sources = { 'a.js': first.join(' '), 'b.js': second.join(' ') };
        const { files, outcomes } = await fixAll({ ...sources });
        expect(files).toEqual({
          'a.js': sources['a.js'].replaceAll('bad', 'good'),
          'b.js': sources['b.js'].replaceAll('bad', 'good'),
        });
        for (const [rule, result] of outcomes) expect(result).toBe(rule === 'bad' ? 'kept' : 'undone');
      }),
      { numRuns: 50 },
    );
  });

  it('applies what the tool calls safe before other fixes, or alone', () => {
    const [safe, unsafe] = [findingOf('a.js', 'bad', 0, 3), findingOf('a.js', 'bad', 0, 3, false)];
    const both = { ...unsafe, fixes: [...unsafe.fixes!, ...safe.fixes!] };
    expect([safe, unsafe, both].map((finding) => chooseFix(finding, true)?.isSafe)).toEqual([true, undefined, true]);
    expect([safe, unsafe, both].map((finding) => chooseFix(finding, false)?.isSafe)).toEqual([true, false, true]);
  });
});
