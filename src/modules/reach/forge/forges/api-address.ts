/** Address of a site without its closing slashes. */
const withoutSlashes = (address: string): string => address.replace(/\/+$/, '');

/** Root of an API that is at `path` below a site; an address that ends in the path is that root. */
export function apiBelow(site: string, path: string): string {
  const address = withoutSlashes(site);
  return address.endsWith(path) ? address : address + path;
}

/** The site of such a root. */
export const siteAbove = (apiUrl: string, path: string): string => apiUrl.slice(0, -path.length);
