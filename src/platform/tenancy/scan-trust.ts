import { type CallerIdentity, isAgent, isUntrusted } from './caller.js';

/** Trust in a scan by who started it: 3 is most. */
export type ScanTrust = 0 | 1 | 2 | 3;

/** Of people, pipelines and keys that may write the baseline. */
export const MOST_TRUST: ScanTrust = 3;

/** Of keys of coding agents. */
export const AGENT_TRUST: ScanTrust = 1;

/** From this on a scan is of the organization's own pipelines or people. */
export const OWN_TRUST: ScanTrust = 2;

/**
 * Trust in scans of the caller. Authors of changes can reach a key that may not write the baseline, a key of an agent is handed to a
 * program, and the pipeline of a fork is a stranger's.
 */
export function trustOf(caller: CallerIdentity): ScanTrust {
  if (isUntrusted(caller)) return 0;
  if (isAgent(caller)) return AGENT_TRUST;
  return caller.credential.type === 'api_key' && !caller.mayWriteBaseline ? OWN_TRUST : MOST_TRUST;
}

/** True for a scan that the key of a coding agent began: it answers its caller, and forges hear nothing of it. */
export const isOfAgent = ({ trust }: { readonly trust: ScanTrust }): boolean => trust === AGENT_TRUST;

/**
 * True for a scan of a baseline branch that the key of an agent began: hooks hear nothing of it, since agents scan changes alone.
 */
export const isUnheard = (scan: { readonly trust: ScanTrust; readonly isKeptFromBaseline: boolean }): boolean =>
  scan.isKeptFromBaseline && isOfAgent(scan);

/**
 * SQL condition that scan `one` of a pull request is shown in place of scan `other` of it: it is trusted further, and of the same commit, or
 * the organization's own where the other is of a fork or an agent.
 */
export function outranks(one: string, other: string): string {
  const isSameCommit = `starts_with(${one}.commit_sha, ${other}.commit_sha) OR starts_with(${other}.commit_sha, ${one}.commit_sha)`;
  return `${one}.trust > ${other}.trust AND (coalesce(${isSameCommit}, true)
    OR ${other}.trust < ${OWN_TRUST} AND ${one}.trust >= ${OWN_TRUST})`;
}
