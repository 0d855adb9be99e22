import { CI_RECIPES, type CiSystem } from '../../../gate/ci-recipes';

/** Short names of the six CI systems. */
export const SYSTEMS = {
  github: 'GitHub',
  gitlab: 'GitLab',
  bitbucket: 'Bitbucket',
  azure: 'Azure',
  circleci: 'CircleCI',
  jenkins: 'Jenkins',
} as const satisfies Record<CiSystem, string>;

/** Where scans are made: in a pipeline, or in a checkout on one's own machine. */
export type ScanPlace = CiSystem | 'machine';

/** True where the pipeline signs in by its own identity, and stores no key. */
export const isTrusted = (place: ScanPlace): boolean => place !== 'machine' && 'projectClaim' in CI_RECIPES[place];
