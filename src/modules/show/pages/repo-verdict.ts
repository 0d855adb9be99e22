/** Verdicts on repositories, the worst first: that of the last scan, `degrading` of one that passed. */
export const REPO_VERDICTS = ['failed', 'degrading', 'pending', 'not_judged', 'clear', 'never_scanned'] as const;
export type RepoVerdict = (typeof REPO_VERDICTS)[number];

export const REPO_ORDERS = ['worst', 'name', 'recent', 'rating', 'findings', 'coverage'] as const;
export type RepoOrder = (typeof REPO_ORDERS)[number];
