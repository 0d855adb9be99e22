/** A loosened setting of a verdict, as the wire names its facts. */
export interface ShownLoosened {
  readonly path: string;
  readonly tool: string;
  readonly key: string;
  readonly was: string | null;
  readonly is: string | null;
}

/** A setting with its values, in one line of plain text: `eslint rules.no-eval: error, now off`. All of it is untrusted text. */
export function describeLoosened({ tool, key, was, is }: Omit<ShownLoosened, 'path'>): string {
  const values = was === null && is === null ? '' : `: ${was ?? 'unset'}, now ${is ?? 'unset'}`;
  return `${tool} ${key}${values}`;
}
