import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { failureWords } from '../../../../api/problem';
import { useDeletionFigures } from '../../../../shell/deletion-figures';
import { Button } from '../../../../ui/button';
import { ConfirmNameDialog } from '../../../../ui/confirm-name-dialog';
import { Deletion } from '../../../../ui/deletion';
import { Dialog } from '../../../../ui/dialog';
import { formatCount } from '../../../../ui/format';
import { useDeleteRepository } from '../changes.queries';
import { jobQuery, type RepositoryOverview } from '../repository.queries';

const WHO = 'Only administrators and owners of the organization may delete repositories.';

/** Deletes the repository of the page, after its name was typed, and shows how far that is. */
export function DeleteRepository({ page: { repo, can } }: { readonly page: RepositoryOverview }) {
  const remove = useDeleteRepository(repo);
  return (
    <Deletion
      title="Deletion"
      action="Delete repository"
      lockedBecause={can.edit_repo === true ? null : WHO}
      about="Deletes the repository with its scans, baseline, marks, waivers and policy."
    >
      {(close) =>
        remove.data === undefined ? (
          <Question repo={repo} remove={remove} onClose={close} />
        ) : (
          <Progress name={repo.name} jobId={remove.data.job_id} />
        )
      }
    </Deletion>
  );
}

interface QuestionProps {
  readonly repo: RepositoryOverview['repo'];
  readonly remove: ReturnType<typeof useDeleteRepository>;
  readonly onClose: () => void;
}

function Question({ repo, remove, onClose }: QuestionProps) {
  const { isPending, failure, figures } = useDeletionFigures(`/repos/${repo.id}`);
  return (
    <ConfirmNameDialog
      title={`Delete ${repo.name}?`}
      action="Delete repository"
      name={repo.name}
      isPending={isPending || remove.isPending}
      failure={failureWords(remove.error) ?? failure}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>{figures}</p>
      <p>
        Its baseline, policy, waivers, marks, badges and pull requests end as well. It is gone at once, and its name is
        free. This cannot be undone.
      </p>
    </ConfirmNameDialog>
  );
}

function Progress({ name, jobId }: { readonly name: string; readonly jobId: number }) {
  const router = useRouter();
  const { data: job } = useQuery(jobQuery(jobId));
  const leave = () => void router.navigate({ to: '/' });
  return (
    <Dialog
      title={`${name} is deleted`}
      onClose={leave}
      actions={
        <Button kind="primary" onClick={leave}>
          To the overview
        </Button>
      }
    >
      <p role="status">{job === undefined ? 'Its scans are being deleted.' : PROGRESS[job.state](job)}</p>
    </Dialog>
  );
}

type Figures = Readonly<Record<'done' | 'total', number>>;

const PROGRESS = {
  queued: () => 'Its scans are being deleted.',
  running: ({ done, total }: Figures) => `${formatCount(done)} of ${formatCount(total)} scans are deleted.`,
  done: ({ total }: Figures) => `All ${formatCount(total)} scans are deleted.`,
  failed: () => 'Some of its scans could not be deleted. The log of the service says why.',
} as const;
