import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ANALYZER_NAMES } from '../../src/cli/analyzers/choose-analyzers.js';
import { COMMANDS } from '../../src/cli/command-list.js';
import { EXIT_CODES } from '../../src/cli/exit-code.js';
import { OUTPUT_FORMATS } from '../../src/cli/settings/output-target.js';
import { RUN_SETTINGS } from '../../src/cli/settings/run-settings.js';
import { type Setting } from '../../src/cli/settings/setting.js';

const DOCS = path.join(__dirname, '../../docs');
const page = readFileSync(path.join(DOCS, 'cli.md'), 'utf8');

/** Names in backticks in the first column of the section's tables. */
function namedUnder(heading: string): string[] {
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const cells = [...section.matchAll(/^\| ([^|]*[^| -][^|]*)\|/gm)].map(([, cell]) => cell!);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
}

describe('docs/cli.md', () => {
  it('has a row for each option of a run, with its variable and its key', () => {
    const rows = [...page.matchAll(/^\| `(--[^`]+)` +\| `(\w+)(?:=false)?` +\| (?:`([\w: ]+)`)? *\|/gm)];
    const documented = rows.map(([, flags, variable, key]) => ({ flags, variable, key: key?.split(':')[0] ?? null }));
    const settings = Object.values<Setting<unknown>>(RUN_SETTINGS);
    const byFlags = (a: { flags?: string }, b: { flags?: string }) => (a.flags! < b.flags! ? -1 : 1);
    expect(documented.sort(byFlags)).toEqual(
      settings.map(({ flags, variable, fileKey }) => ({ flags, variable, key: fileKey })).sort(byFlags),
    );
  });

  it('names every command', () => {
    const commands = COMMANDS.flatMap(({ name, subcommands }) =>
      subcommands === undefined ? [name] : subcommands.map((each) => `${name} ${each.name}`),
    );
    expect(namedUnder('Commands').sort()).toEqual([...commands].sort());
  });

  it('names every analyzer', () => {
    expect(namedUnder('Analyzers').sort()).toEqual([...ANALYZER_NAMES].sort());
  });

  it('names every form of output', () => {
    expect(namedUnder('Output')).toEqual([...OUTPUT_FORMATS]);
  });

  it('explains every exit code', () => {
    const codes = [...page.matchAll(/^\| (\d+) +\| \w/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT_CODES));
  });

  it('names every field of the JSON form, as its schema does', () => {
    const schema = JSON.parse(readFileSync(path.join(DOCS, 'qgate-result.schema.json'), 'utf8'));
    expect(namedUnder('JSON').sort()).toEqual([...schema.required].sort());
  });
});
