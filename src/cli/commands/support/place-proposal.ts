import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PROPOSAL_FILE } from '../../init/propose-policy-file.js';
import { requireInside } from '../../settings/inside-checkout.js';
import { SETTINGS_FILE } from '../../settings/resolve-settings.js';
import { type Terminal } from '../../terminal.js';
import { findCheckout } from './read-settings.js';

/** The files that an import proposes; null: it has nothing for one. */
export interface Proposal {
  readonly policyFile: string | null;
  readonly settingsFile: string | null;
}

/** Writes the proposal of an import into the checkout; what is there already is printed instead, unless `force` is set. */
export async function placeProposal(
  { policyFile, settingsFile }: Proposal,
  force: boolean,
  terminal: Terminal,
): Promise<void> {
  const root = (await findCheckout(terminal))?.root ?? terminal.cwd;
  for (const [name, content] of [
    [PROPOSAL_FILE, policyFile],
    [SETTINGS_FILE, settingsFile],
  ] as const)
    if (content !== null) await place(await requireInside('The proposal', root, root, name), content, force, terminal);
}

async function place(file: string, content: string, force: boolean, { stdout, stderr }: Terminal): Promise<void> {
  const name = path.basename(file);
  try {
    await writeFile(file, content, { flag: force ? 'w' : 'wx' });
    stderr.write(`Wrote ${name}.\n`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    stderr.write(`${name} already exists and was not changed. The proposal for it:\n`);
    stdout.write(`\n${content}`);
  }
}
