import { ExternalLink } from 'lucide-react';
import { expandLink } from '../gate/expand-link';
import { Ago } from '../ui/ago';
import { shortSha } from '../ui/format';
import { type ScanOfPage } from './scan-figures';

interface ScanMetaProps {
  readonly scan: Pick<ScanOfPage, 'branch' | 'commit_sha' | 'completed_at'> & Partial<Pick<ScanOfPage, 'created_at'>>;
  /** Template of a commit's address at the forge (RFC 6570). */
  readonly commitLink?: string | null | undefined;
}

/** Branch, commit and age of a scan. */
export function ScanMeta({ scan: { branch, commit_sha: sha, completed_at, created_at }, commitLink }: ScanMetaProps) {
  const at = completed_at ?? created_at;
  return (
    <>
      <code>{branch}</code>
      {sha !== null && (
        <>
          {' at '}
          {commitLink == null ? (
            <code>{shortSha(sha)}</code>
          ) : (
            <a href={expandLink(commitLink, { sha })} rel="noreferrer">
              <code>{shortSha(sha)}</code>
            </a>
          )}
        </>
      )}
      {at !== undefined && (
        <>
          {' · '}
          <Ago at={at} />
        </>
      )}
    </>
  );
}

/** A link to another site by its host. */
export function SiteLink({ url }: { readonly url: string | null }) {
  if (url === null || !/^https?:\/\//.test(url)) return null;
  return (
    <a href={url} rel="noreferrer">
      {new URL(url).host} <ExternalLink aria-hidden size={13} />
    </a>
  );
}
