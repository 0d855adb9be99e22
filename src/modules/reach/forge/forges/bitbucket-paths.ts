import { createHash } from 'node:crypto';
import { pathOf } from './forge-call.js';

/** Path of a repository by `workspace/name`, or by its UUID in braces, which needs no workspace. */
export const repoPath = (project: string, ...rest: readonly (string | number)[]): string =>
  pathOf('repositories', ...(project.startsWith('{') ? ['{}', project] : project.split('/')), ...rest);

/** Key of a build status and of a report: at most 40 characters, so a context that does not fit a path is hashed. */
export const keyOf = (context: string): string =>
  /^[\w.-]{1,40}$/.test(context) ? context : createHash('sha256').update(context).digest('hex').slice(0, 40);
