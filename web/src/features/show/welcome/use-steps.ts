import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { presetsQuery } from '../../../verdict/presets.queries';
import { useLetInAt } from './sign-ins';
import { type ScanPlace } from './systems';
import { type FirstScan, firstScanQuery } from './welcome.queries';

/** The look for the first scan. */
export interface Looking {
  /** Null: none yet; undefined while it is not known. */
  readonly scan: FirstScan | null | undefined;
  readonly error: Error | null;
  readonly queryKey: readonly unknown[];
  readonly sinceMs: number;
  readonly lastLookMs: number;
  readonly lookAgain: () => void;
}

export interface Steps {
  readonly looking: Looking;
  /** False until the service has said how far each step is. */
  readonly isKnown: boolean;
  /** Steps that are done: scans are let in, rules are chosen, a report has come, a verdict is there. */
  readonly done: Readonly<Record<'letIn' | 'rules' | 'scanned' | 'judged', boolean>>;
}

interface StepsOf {
  readonly place: ScanPlace;
  /** The key that was created on the page. */
  readonly keyId: number | null;
  /** Null: of any repository. */
  readonly repoId: number | null;
}

/** State of each step, by what the service has seen. */
export function useSteps({ place, keyId, repoId }: StepsOf): Steps {
  const [sinceMs, setSinceMs] = useState(() => Date.now());
  const from = useLetInAt(place, keyId);
  const query = firstScanQuery(sinceMs, { repoId, from: from ?? null });
  const { data: scan, error, dataUpdatedAt } = useQuery({ ...query, enabled: from !== undefined });
  const { data: presets, isPending } = useQuery(presetsQuery());
  const isJudged = scan != null && scan.status !== 'pending';
  return {
    looking: {
      ...{ scan, error, sinceMs, queryKey: query.queryKey, lastLookMs: dataUpdatedAt },
      lookAgain: () => setSinceMs(Date.now()),
    },
    isKnown: !isPending && (scan !== undefined || error !== null),
    done: {
      letIn: typeof from === 'string' || scan != null,
      rules: presets !== undefined && presets.chosen !== null,
      scanned: isJudged || (scan != null && scan.uploads_received > 0),
      judged: isJudged,
    },
  };
}
