import { type Git } from '../git/git.js';
import { type Progress } from '../progress/progress.js';
import { type Terminal } from '../terminal.js';

/** Where a run takes place: the checkout it looks at, and whom it tells about it. */
export interface RunPlace {
  readonly git: Git;
  readonly terminal: Terminal;
  readonly progress: Progress;
}
