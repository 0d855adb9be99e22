/** env-ci has no types of its own; these are the fields that we read. */
declare module 'env-ci' {
  interface CiFacts {
    readonly isCi: boolean;
    readonly name?: string;
    readonly service?: string;
    readonly commit?: string;
    readonly branch?: string;
    readonly prBranch?: string;
    readonly isPr?: boolean;
    readonly pr?: string | number;
    readonly slug?: string;
    readonly build?: string;
  }
  export default function envCi(options: { env: Readonly<Record<string, string | undefined>>; cwd: string }): CiFacts;
}
