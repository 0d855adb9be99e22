import { useQuery } from '@tanstack/react-query';
import type { CiSystem } from '../../../../gate/ci-recipes';
import { SelectField } from '../../../../ui/field';
import { CopyButton } from '../../../../ui/states';
import { useMe } from '../../../people/session/session.queries';
import { reposQuery } from '../../repository/repository.queries';
import { branchStepOf, recipeOf } from '../recipes';
import { gateQuery } from '../welcome.queries';
import styles from '../welcome-page.module.css';

interface RecipeProps {
  readonly system: CiSystem;
  /** The repository that is scanned; null: one that is not known yet. */
  readonly repoId: number | null;
  readonly onRepo: (repoId: number | null) => void;
}

/** The file of a CI system that scans each change, to be committed; it names the default branch of the repository that is chosen. */
export function Recipe({ system, repoId, onRepo }: RecipeProps) {
  const { public_url: publicUrl, org } = useMe();
  const { data: gate } = useQuery(gateQuery());
  const { data: repos } = useQuery(reposQuery());
  const defaultBranch = repos?.find(({ id }) => id === repoId)?.default_branch ?? null;
  const { file, text } = recipeOf(system, {
    ...{ url: publicUrl ?? window.location.origin, org: org.slug, defaultBranch },
    followsMonitor: gate?.block_merge_on_fail === false,
  });
  const isFilled = defaultBranch !== null && text.includes(defaultBranch);
  return (
    <>
      {repos !== undefined && repos.length > 0 && (
        <SelectField
          label="Repository"
          value={String(repoId)}
          hint="The recipe names its default branch."
          onChange={({ target }) => onRepo(target.value === 'null' ? null : Number(target.value))}
        >
          <option value="null">one that has no scan here yet</option>
          {repos.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <p>{['Commit this file.', isFilled ? null : branchStepOf(system)].filter((step) => step !== null).join(' ')}</p>
      <div className={styles.recipe}>
        <div className={styles.file}>
          <code>{file}</code>
          <CopyButton text={text} />
        </div>
        <pre tabIndex={0} role="region" aria-label={file}>
          <code>{text}</code>
        </pre>
      </div>
    </>
  );
}
