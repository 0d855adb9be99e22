import { hasPreference, usePreference } from '../ui/use-preference';

const NAME = 'dense-rows';
const { dataset } = document.documentElement;

/** True where the rows of tables are dense, as this browser keeps it. */
export function useDenseRows(): ReturnType<typeof usePreference> {
  const [isDense, setDense] = usePreference(NAME);
  return [
    isDense,
    (chosen) => {
      apply(chosen);
      setDense(chosen);
    },
  ];
}

/** Sets the rows that were chosen before. */
export const restoreRows = (): void => apply(hasPreference(NAME));

function apply(isDense: boolean): void {
  if (isDense) dataset.rows = 'dense';
  else delete dataset.rows;
}
