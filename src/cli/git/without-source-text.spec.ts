import { parseUnifiedDiff } from '../../domain/changes/parse-unified-diff.js';
import { withoutSourceText } from './without-source-text.js';

const DIFF = [
  'diff --git a/old name.js b/new name.js',
  'similarity index 60%',
  'rename from old name.js',
  'rename to new name.js',
  'index 1111111..2222222 100644',
  '--- a/old name.js\t',
  '+++ b/new name.js\t',
  '@@ -3,2 +3,3 @@ function secret() {',
  '--- a decrement that looks like a header',
  '-removed secret',
  '+++ an increment that looks like one',
  '+added secret\r',
  '+@@ -1 +1 @@ a hunk in the text',
  '@@ -9 +10,0 @@ function secret() {',
  '-last secret',
  '\\ No newline at end of file',
  'diff --git a/b.js b/b.js',
  '--- a/b.js',
  '+++ b/b.js',
  '@@ -0,0 +1 @@',
  '+nul \0 secret',
  '\\ No newline at end of file',
  '',
].join('\n');

describe('withoutSourceText', () => {
  it('keeps headers, numbers and signs, and nothing of the text', () => {
    expect(withoutSourceText(DIFF).split('\n')).toEqual([
      'diff --git a/old name.js b/new name.js',
      'similarity index 60%',
      'rename from old name.js',
      'rename to new name.js',
      'index 1111111..2222222 100644',
      '--- a/old name.js\t',
      '+++ b/new name.js\t',
      '@@ -3,2 +3,3 @@',
      '-',
      '-',
      '+',
      '+',
      '+',
      '@@ -9 +10,0 @@',
      '-',
      'diff --git a/b.js b/b.js',
      '--- a/b.js',
      '+++ b/b.js',
      '@@ -0,0 +1 @@',
      '+',
      '',
    ]);
  });

  it('says the same as the whole diff', () => {
    const whole = parseUnifiedDiff(DIFF);
    expect(whole.ok).toBe(true);
    expect(parseUnifiedDiff(withoutSourceText(DIFF))).toEqual(whole);
  });

  it('leaves an empty diff empty', () => {
    expect(withoutSourceText('')).toBe('');
  });
});
