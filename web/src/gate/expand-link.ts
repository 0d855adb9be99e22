/** Fills in a link template of the service (RFC 6570, `{name}` and `{+name}`). */
export const expandLink = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replaceAll(/\{(\+?)(\w+)\}/g, (_, plus: string, name: string) => {
    const value = String(values[name] ?? '');
    return plus === '+' ? encodeURI(value).replace(/[?#]/g, encodeURIComponent) : encodeURIComponent(value);
  });

interface Lines {
  readonly path: string;
  readonly from: number;
  /** Default: one line. */
  readonly to?: number;
}

/** Address of a file's lines at the forge; null where the forge or the commit is not known. */
export const linkToLines = (
  template: string | null | undefined,
  sha: string | null,
  { path, from, to = from }: Lines,
): string | null => (template == null || sha === null ? null : expandLink(template, { sha, path, from, to }));
