export interface Instance {
  readonly repos: Readonly<Record<string, number>>;
  readonly scans: Readonly<Record<string, number>>;
  readonly finding: number;
  readonly webhook: number;
}

export const MEMBER_PASSWORD: string;
export const STARTED_DAYS_AGO: number;

export function fillInstance(options: {
  readonly url: string;
  readonly email: string;
  readonly password: string;
  readonly moveTo?: (daysAgo: number) => void;
  readonly now?: number;
  readonly scans?: number;
}): Promise<Instance>;
