import { useState } from 'react';
import { failureWords } from '../../../../api/problem';
import { RULE_TITLES } from '../../../../gate/words';
import { announceDone } from '../../../../ui/announce';
import { Button } from '../../../../ui/button';
import { ConfirmDialog } from '../../../../ui/confirm-dialog';
import { Dialog } from '../../../../ui/dialog';
import { dayOf, endOf, usualEnd } from '../../../../ui/end-day';
import { EndField } from '../../../../ui/end-field';
import { countOf } from '../../../../ui/format';
import { Notice } from '../../../../ui/notice';
import table from '../../../../ui/table.module.css';
import { useMe } from '../../../people/session/session.queries';
import { useExtendWaiver, useRevokeWaiver } from '../changes.queries';
import { scopeWords } from '../messages';
import { type Waiver, WHO_MAY } from '../waivers.queries';

interface WaiverProps {
  readonly waiver: Waiver;
}

interface WaiverDialogProps extends WaiverProps {
  readonly onClose: () => void;
}

/** Buttons that move the end of a waiver, or end it now. */
export function WaiverActions({ waiver }: WaiverProps) {
  const { can } = useMe();
  const [open, setOpen] = useState<'extend' | 'revoke' | null>(null);
  const lockedBecause = can.waive ? null : WHO_MAY.waive;
  const close = () => setOpen(null);
  const name = nameOf(waiver);
  return (
    <div className={table.actions}>
      <Button aria-label={`Extend ${name}`} lockedBecause={lockedBecause} onClick={() => setOpen('extend')}>
        Extend
      </Button>
      <Button aria-label={`Revoke ${name}`} lockedBecause={lockedBecause} onClick={() => setOpen('revoke')}>
        Revoke
      </Button>
      {open === 'extend' && <Extend waiver={waiver} onClose={close} />}
      {open === 'revoke' && <Revoke waiver={waiver} onClose={close} />}
    </div>
  );
}

const nameOf = (waiver: Waiver): string => `the waiver of ${RULE_TITLES[waiver.rule]} for ${scopeWords(waiver)}`;

function Extend({ waiver, onClose }: WaiverDialogProps) {
  const { id, rule, expires_at } = waiver;
  const { limits } = useMe();
  const extend = useExtendWaiver(id);
  const maxDays = limits.waiver_max_days;
  const [ends, setEnds] = useState(() =>
    expires_at === null ? usualEnd({ nowMs: Date.now(), maxDays }) : dayOf(new Date(expires_at)),
  );
  const failure = failureWords(extend.error);
  return (
    <Dialog
      title={`Extend the waiver of ${RULE_TITLES[rule]}`}
      onClose={onClose}
      onSubmit={() =>
        announceDone(
          extend.mutateAsync(endOf(ends, { nowMs: Date.now(), maxDays }), { onSuccess: onClose }),
          `The end of ${nameOf(waiver)} is saved.`,
        )
      }
      actions={
        <Button kind="primary" type="submit" disabled={extend.isPending}>
          Save end
        </Button>
      }
    >
      {failure !== null && (
        <Notice tone="failure" role="alert">
          {failure}
        </Notice>
      )}
      <EndField value={ends} maxDays={maxDays} onChange={setEnds} />
    </Dialog>
  );
}

function Revoke({ waiver, onClose }: WaiverDialogProps) {
  const { id, rule, usage } = waiver;
  const revoke = useRevokeWaiver(id);
  return (
    <ConfirmDialog
      title={`Revoke the waiver of ${RULE_TITLES[rule]}?`}
      action="Revoke waiver"
      isPending={revoke.isPending}
      failure={failureWords(revoke.error)}
      onConfirm={() =>
        announceDone(revoke.mutateAsync(undefined, { onSuccess: onClose }), `Revoked: ${nameOf(waiver)}.`)
      }
      onClose={onClose}
    >
      <p>
        {usage.evaluations === 0
          ? 'No evaluation has used it.'
          : `${countOf(usage.evaluations, 'evaluation')} have used it; such violations will fail again.`}{' '}
        It takes effect with the next evaluation, and cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
