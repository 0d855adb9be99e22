import { pathOf } from './forge-call.js';

/** The path of a repository `owner/name`. */
export const repoPath = (project: string): string => pathOf('repos', ...project.split('/'));
