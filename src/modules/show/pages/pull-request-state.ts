import { LISTED_GATE_STATUSES, type ListedGateStatus } from '../../verdict/scan/scan.reader.js';

export const PULL_REQUEST_STATES = ['open', 'closed', 'all'] as const;
/** As lists are filtered by it. */
export type PullRequestState = (typeof PULL_REQUEST_STATES)[number];

export const PULL_REQUEST_STATUSES = LISTED_GATE_STATUSES;
/** Status of a pull request: that of its last scan. */
export type PullRequestStatus = ListedGateStatus;
