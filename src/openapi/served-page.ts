import path from 'node:path';

/** Code, which is left alone, or a link or picture: its mark, text and target. */
const CODE_OR_LINK = /^(`{3,})[\s\S]*?^\1`*$|`[^`\n]+`|(!?)\[([^\]\n]*)\]\(([^)\s]+)\)/gm;
const ELSEWHERE = /^(?:[a-z][a-z+.-]*:|\/|#)/;

/**
 * A page of the documentation for readers of the service: links to files of the repository lead to where the service has them, and
 * are their text alone where it has them nowhere.
 *
 * @param name path of the page below docs
 * @param addresses where the service has files of the repository, by their paths in it
 */
export function toServedPage(markdown: string, name: string, addresses: ReadonlyMap<string, string>): string {
  return markdown.replaceAll(
    CODE_OR_LINK,
    (whole: string, _fence: unknown, _mark: unknown, text: string | undefined, target: string | undefined) => {
      if (text === undefined || target === undefined || ELSEWHERE.test(target)) return whole;
      const [file = '', fragment] = target.split('#');
      const address = addresses.get(path.posix.join('docs', path.posix.dirname(name), file));
      if (address === undefined) return text;
      const isPage = address.startsWith('/docs/');
      return isPage ? whole : `[${text}](${address}${fragment === undefined ? '' : `#${fragment}`})`;
    },
  );
}
