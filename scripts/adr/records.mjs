import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.md$/;
const HEAD = /^# (\d+)\. (.+)\n\n- Status: (.+)\n- Date: (\d{4}-\d{2}-\d{2})\n/;
const LINK = String.raw`\[ADR (\d+)\]\((\d{4}-[a-z0-9-]+\.md)\)`;
const STATUS = new RegExp(`^(?:Proposed|Accepted|Superseded (?:in part )?by ${LINK})$`);

/**
 * Reads the decision records of a folder, in the order of their numbers.
 *
 * @returns {{records: {number: number, title: string, status: string, date: string, file: string}[], faults: string[]}}
 *   a fault names the file and what its form lacks
 */
export function readRecords(folder) {
  const files = readdirSync(folder)
    .filter((name) => FILE_NAME.test(name))
    .sort();
  const faults = [];
  const records = [];
  for (const file of files) {
    const record = parseRecord(file, readFileSync(path.join(folder, file), 'utf8'));
    faults.push(...record.faults.map((fault) => `docs/adr/${file}: ${fault}`));
    if (record.number !== undefined) records.push(record);
  }
  for (const { file, successor } of records)
    if (successor !== undefined && !files.includes(successor))
      faults.push(`docs/adr/${file}: superseded by ${successor}, which does not exist`);
  const numbers = records.map(({ number }) => number);
  for (const number of new Set(numbers.filter((each, at) => numbers.indexOf(each) !== at)))
    faults.push(`docs/adr: several records have the number ${number}`);
  return { records, faults };
}

/** Parses the head of a record: its title, and the two lines below. */
export function parseRecord(file, text) {
  const head = HEAD.exec(text);
  if (head === null) return { file, faults: ['begins unlike docs/adr/template.md (title, Status, Date)'] };
  const [, number, title, status, date] = head;
  const faults = [];
  if (Number(number) !== Number(file.slice(0, 4))) faults.push(`its title has the number ${number}`);
  const known = STATUS.exec(status);
  if (known === null) faults.push(`"${status}" is no status (docs/adr/template.md lists them)`);
  return { file, number: Number(number), title, status, date, successor: known?.[2], faults };
}

/** Renders the index: one row for each record. */
export function renderIndex(records) {
  const rows = records.map(
    ({ number, title, status, date, file }) => `| [${number}](${file}) | ${title} | ${status} | ${date} |`,
  );
  return [
    '# Decision records',
    '',
    'For contributors who ask why something was decided.',
    '',
    'One page for each decision that a reader of the code would question: the context, the decision, its consequences.',
    'A new record starts from [template.md](template.md). `npm run adr` writes this page.',
    '',
    '| ADR | Decision | Status | Date |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
