import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_VARIABLES } from './config-variables.js';

/** The rows of every table in docs/configuration.md whose first cell is one variable. */
function documentedDefaults(): Map<string, string> {
  const text = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8');
  const rows = text.matchAll(/^\| `([A-Z_]+)` +\| ([^|]*?) +\|/gm);
  return new Map(Array.from(rows, ([, name = '', fallback = '']) => [name, fallback]));
}

describe('docs/configuration.md', () => {
  it('lists every variable and no other', () => {
    expect([...documentedDefaults().keys()].sort()).toEqual(Object.keys(CONFIG_VARIABLES).sort());
  });

  it('names every variable that may be read from a file', () => {
    const text = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8');
    const [, listed = ''] = /These are ((?:.|\n)*?)\.\n/.exec(text) ?? [];
    const secret = Object.entries(CONFIG_VARIABLES).filter(([, { isSecret }]) => isSecret);
    expect(Array.from(listed.matchAll(/`([A-Z_]+)`/g), ([, name]) => name).sort()).toEqual(
      secret.map(([name]) => name).sort(),
    );
  });

  it('names the default of every variable that has one', () => {
    const documented = documentedDefaults();
    for (const [name, { fallback }] of Object.entries(CONFIG_VARIABLES)) {
      const cell = documented.get(name);
      if (fallback === null) expect([name, cell]).toEqual([name, expect.not.stringContaining('`')]);
      else expect([name, cell]).toEqual([name, `\`${String(fallback)}\``]);
    }
  });
});
