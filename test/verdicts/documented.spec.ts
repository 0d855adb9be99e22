import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = readFileSync(path.join(__dirname, '../../docs/verdicts.md'), 'utf8');
const SPECS = readdirSync(__dirname).filter((name) => name.endsWith('.spec.ts'));

describe('docs/verdicts.md', () => {
  it('has a row for each change that is tested, and no other', () => {
    const rows = [...PAGE.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => Number(number));
    const tested = SPECS.flatMap((name) => {
      const text = readFileSync(path.join(__dirname, name), 'utf8');
      return [...text.matchAll(/^\s+(?:it|describe)\('(\d+)\. /gm)].map(([, number]) => Number(number));
    });
    expect(rows).toEqual(Array.from({ length: 14 }, (_, at) => at + 1));
    expect(tested.sort((a, b) => a - b)).toEqual(rows);
  });

  it('has a row for each change of the trial', () => {
    const trial = readFileSync(path.join(__dirname, '../../scripts/verdicts/trial.mjs'), 'utf8');
    const rows = [...PAGE.matchAll(/^\| T(\d+) +\|/gm)].map(([, number]) => Number(number));
    expect(rows).toEqual(Array.from(trial.matchAll(/\breviewer: /g), (_, at) => at + 1));
  });
});
