import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseRecord, readRecords, renderIndex } from './records.mjs';

const aRecord = (number: number, status = 'Accepted'): string =>
  `# ${number}. Reports are read whole\n\n- Status: ${status}\n- Date: 2026-01-31\n\n## Context\n`;

describe('decision records', () => {
  it('are read with status and date', () => {
    expect(parseRecord('0007-reports.md', aRecord(7))).toMatchObject({
      number: 7,
      title: 'Reports are read whole',
      status: 'Accepted',
      date: '2026-01-31',
      faults: [],
    });
  });

  it.each([
    ['no status', '# 7. Reports are read whole\n\n## Context\n', 'begins unlike docs/adr/template.md'],
    ['a status that does not exist', aRecord(7, 'Done'), '"Done" is no status'],
    ['another number than its file', aRecord(8), 'its title has the number 8'],
  ])('are refused with %s', (_, text, fault) => {
    expect(parseRecord('0007-reports.md', text).faults).toEqual([expect.stringContaining(fault)]);
  });

  it('are indexed in order; a successor has to exist and a number to be free', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-spec-'));
    try {
      writeFileSync(path.join(folder, '0002-b.md'), aRecord(2, 'Superseded by [ADR 3](0003-c.md)'));
      writeFileSync(path.join(folder, '0001-a.md'), aRecord(1));
      writeFileSync(path.join(folder, '0001-again.md'), aRecord(1));
      writeFileSync(path.join(folder, 'template.md'), '# N. Subject\n');
      const { records, faults } = readRecords(folder);
      expect(faults).toEqual([
        'docs/adr/0002-b.md: superseded by 0003-c.md, which does not exist',
        'docs/adr: several records have the number 1',
      ]);
      expect(renderIndex(records)).toContain('| [1](0001-a.md) | Reports are read whole | Accepted | 2026-01-31 |\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
