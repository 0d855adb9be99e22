export interface DecisionRecord {
  readonly file: string;
  readonly number: number;
  readonly title: string;
  readonly status: string;
  readonly date: string;
}
export function readRecords(folder: string): { records: DecisionRecord[]; faults: string[] };
export function parseRecord(file: string, text: string): Partial<DecisionRecord> & { faults: string[] };
export function renderIndex(records: readonly DecisionRecord[]): string;
