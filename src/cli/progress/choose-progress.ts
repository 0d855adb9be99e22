import { type Terminal } from '../terminal.js';
import { plainProgress, silentProgress } from './plain-progress.js';
import { type Progress } from './progress.js';

const NARROWEST = 40;

/** Chooses silence with `--quiet`, spinners on a terminal, and plain lines elsewhere; always on standard error. */
export async function chooseProgress(
  terminal: Terminal,
  { quiet, verbose }: { readonly quiet: boolean; readonly verbose: boolean },
): Promise<Progress> {
  if (quiet) return silentProgress;
  const isWatched =
    (terminal.stderr.raw ?? terminal.stderr) === process.stderr &&
    process.stderr.isTTY &&
    // listr2 draws only where standard output is a terminal too.
    process.stdout.isTTY &&
    // Pseudo-terminals without a size wrap after each character.
    process.stdout.columns >= NARROWEST &&
    !terminal.env.CI &&
    terminal.env.TERM !== 'dumb';
  if (!isWatched) return plainProgress(terminal.stderr, verbose);
  const { terminalProgress } = await import('./terminal-progress.js');
  return terminalProgress(verbose);
}
