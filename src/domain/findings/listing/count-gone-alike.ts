import { countTexts, textReader } from '../../segments/byte-texts.js';
import { type FindingColumns, rowOfIssue } from './finding-columns.js';

/**
 * Counts the problems of a base that are of the tool and rule of a finding and that its scan no longer has: those that it may
 * have been compared with.
 *
 * @param row the finding's row in `columns`
 */
export function countGoneAlike(base: FindingColumns, columns: FindingColumns, row: number): number {
  const tool = numberOf(base, 'tool', textReader(columns.dictionaries.tool)(columns.tool[row]!));
  const rule = numberOf(base, 'rule', textReader(columns.dictionaries.rule)(columns.rule[row]!));
  let count = 0;
  for (let other = 0; other < base.count; other += 1)
    if (base.rule[other] === rule && base.tool[other] === tool)
      count += Number(rowOfIssue(columns, base.issueId[other]!) === null);
  return count;
}

/** The number of a text in a dictionary; -1 where it is not there. */
function numberOf({ dictionaries }: FindingColumns, name: 'tool' | 'rule', text: string): number {
  const textOf = textReader(dictionaries[name]);
  return Array.from({ length: countTexts(dictionaries[name]) }, (_, at) => textOf(at)).indexOf(text);
}
