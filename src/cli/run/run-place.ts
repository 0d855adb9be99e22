import { type Git } from '../git/git.js';
import { type ConfigFiles } from '../settings/config-files.js';
import { type Progress } from '../progress/progress.js';
import { type Terminal } from '../terminal.js';

/** Where a run takes place: the checkout it looks at, and whom it tells about it. */
export interface RunPlace {
  readonly git: Git;
  /** Where the repository's policy file is read. */
  readonly config: ConfigFiles;
  readonly terminal: Terminal;
  readonly progress: Progress;
}
