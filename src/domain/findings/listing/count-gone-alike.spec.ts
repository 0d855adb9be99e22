import { aListedFinding, columnsOf } from '../../../../test/support/finding-columns.js';
import type { IssueId } from '../../ids.js';
import { countGoneAlike } from './count-gone-alike.js';
import { rowOfIssue } from './finding-columns.js';

const finding = (id: number, tool = 'scanner', ruleId = 'rule') =>
  aListedFinding({ issueId: id as IssueId, tool, ruleId });

describe('countGoneAlike', () => {
  const scan = columnsOf([finding(9), finding(2), finding(8, 'scanner', 'fresh')]);

  it('counts problems of the tool and the rule that the scan no longer has', () => {
    const base = columnsOf([finding(1), finding(2), finding(3), finding(4, 'other'), finding(5, 'scanner', 'another')]);
    expect(countGoneAlike(base, scan, 0)).toBe(2);
  });

  it('counts none of a rule that the base has not', () => {
    expect(countGoneAlike(columnsOf([finding(1)]), scan, 2)).toBe(0);
    expect(countGoneAlike(columnsOf([]), scan, 0)).toBe(0);
  });
});

describe('rowOfIssue', () => {
  const columns = columnsOf([finding(9), finding(2), finding(5)]);

  it.each([
    [9, 0],
    [2, 1],
    [5, 2],
    [1, null],
    [6, null],
    [10, null],
  ])('of the problem %d is %s', (id, row) => {
    expect(rowOfIssue(columns, id)).toBe(row);
  });
});
