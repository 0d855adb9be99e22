export interface FileTime {
  readonly file: string;
  readonly seconds: number;
}
export interface Budgets {
  readonly seconds: number;
  readonly margin: number;
  readonly above: Readonly<Record<string, number>>;
}

export function parseTimes(text: string): FileTime[];
export function findSlowness(times: readonly FileTime[], recorded: Readonly<Record<string, number>>): number | null;
export function findOverBudget(
  times: readonly FileTime[],
  budgets: Budgets,
  slowness: number | null,
): readonly (FileTime & { readonly budget: number; readonly isRed: boolean })[];
