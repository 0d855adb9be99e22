import type { ConnectionKind } from '../../../../domain/forge/forge-links.js';
import { AZURE } from './azure.js';
import { BITBUCKET } from './bitbucket.js';
import type { ForgeClient } from './forge.js';
import { GITEA } from './gitea.js';
import { GITHUB } from './github.js';
import { GITLAB } from './gitlab.js';

/** The forges that can be connected, by their kinds. */
export const FORGES: Readonly<Record<ConnectionKind, ForgeClient>> = {
  github: GITHUB,
  gitlab: GITLAB,
  bitbucket: BITBUCKET,
  azure: AZURE,
  gitea: GITEA,
};
