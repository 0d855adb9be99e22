import { linkToLines } from '../../../gate/expand-link';
import { type ScanSummary } from '../scan/scan.queries';

/** Addresses of a file's lines at the repository's forge, in the commit of a scan; null where it has none. */
export const linesAtForge =
  ({ scan, repo, links }: ScanSummary, path: string) =>
  (line: number): string | null =>
    linkToLines((links ?? repo.links)?.file, scan.commit_sha, { path, from: line });
