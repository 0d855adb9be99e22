/** Source text that a repository allows to be stored, the least first: none, the lines around findings, whole files. */
export const SOURCE_EXCERPTS = ['none', 'findings', 'files'] as const;
export type SourceExcerpts = (typeof SOURCE_EXCERPTS)[number];

/** True where the second choice allows less than the first. */
export const isLowered = (from: SourceExcerpts, to: SourceExcerpts): boolean =>
  SOURCE_EXCERPTS.indexOf(to) < SOURCE_EXCERPTS.indexOf(from);
