import { type ResultCache } from '../cache/result-cache.js';
import { type Git } from '../git/git.js';
import { type Progress } from '../progress/progress.js';
import { type ConfigFiles } from '../settings/config-files.js';
import { type Terminal } from '../terminal.js';

/** Surroundings of a run: the checkout it reads, and the listener for its progress. */
export interface RunPlace {
  readonly git: Git;
  /** Reader of the repository's policy file. */
  readonly config: ConfigFiles;
  readonly terminal: Terminal;
  readonly progress: Progress;
  /** Results of files that are known from before; left out: none. */
  readonly cache?: ResultCache;
}
