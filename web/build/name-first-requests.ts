import type { Plugin } from 'vite';

/** Pages by their addresses, with what they read first: always, and where the address has no query. `:id` is a number. */
const PAGES: readonly {
  readonly address: string;
  readonly page: string;
  readonly reads?: readonly string[];
  readonly plain?: readonly string[];
}[] = [
  { address: '/', page: 'show/overview/overview-page', reads: ['/overview?limit=200'] },
  { address: '/pull-requests', page: 'show/repository/all-pulls-page', plain: ['/pull-requests?limit=50'] },
  { address: '/repos/:id', page: 'show/repository/repository-page', plain: ['/repos/:id/overview?points=30'] },
  { address: '/repos/:id/pulls', page: 'show/repository/pulls-page', plain: ['/repos/:id/pull-requests?limit=100'] },
  {
    address: '/repos/:id/pulls/:id',
    page: 'show/pull-request/pull-request-page',
    reads: ['/repos/:id/pull-requests/:id'],
  },
  { address: '/repos/:id/baseline', page: 'verdict/baseline/baseline-page', reads: ['/repos/:id/baseline'] },
  { address: '/repos/:id/history', page: 'verdict/history/history-page' },
  { address: '/scans/:id', page: 'verdict/scan/scan-page', reads: ['/scans/:id/summary', '/scans/:id/forge-reports'] },
  { address: '/scans/:id/tests', page: 'verdict/scan/tests-page', reads: ['/scans/:id/summary'] },
  { address: '/scans/:id/findings', page: 'verdict/findings/findings-page', reads: ['/scans/:id/summary'] },
  {
    address: '/scans/:id/coverage',
    page: 'verdict/coverage/coverage-page',
    reads: ['/scans/:id/summary'],
    plain: ['/quality/coverage/:id/tree?sort=name&join=true&limit=1000'],
  },
  {
    address: '/policy',
    page: 'verdict/policy/policy-page',
    reads: ['/quality/gates/presets'],
    plain: ['/quality/gates/simulation-inputs?limit=100&include=revisions'],
  },
  {
    address: '/waivers',
    page: 'verdict/waivers/waivers-page',
    reads: ['/quality/gates/waivers?include_requests=true'],
  },
  { address: '/inbox', page: 'show/inbox/inbox-page', reads: ['/inbox?limit=100'] },
  { address: '/audit', page: 'record/audit/audit-page', plain: ['/audit-log?limit=50'] },
  { address: '/settings/members', page: 'people/members/members-page', reads: ['/members?limit=200'] },
  { address: '/settings/keys', page: 'people/api-keys/api-keys-page', reads: ['/api-keys?limit=200'] },
];

/** Writes for the service what each page requests first, so that its answer names it before any script runs. */
export function nameFirstRequests(): Plugin {
  return {
    name: 'name-first-requests',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((each) => each.type === 'chunk');
      const withImports = (file: string, found = new Set<string>()): Set<string> => {
        const chunk = chunks.find(({ fileName }) => fileName === file);
        if (chunk === undefined || chunk.isEntry || found.has(file)) return found;
        found.add(file);
        for (const next of chunk.imports) withImports(next, found);
        return found;
      };
      const pages = PAGES.map(({ address, page, reads = [], plain = [] }) => {
        const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/features/${page}.tsx`));
        if (chunk === undefined) this.error(`No script of the page ${page}.`);
        return { address, scripts: [...withImports(chunk.fileName)], reads, plain };
      });
      this.emitFile({ type: 'asset', fileName: 'first-requests.json', source: JSON.stringify(pages) });
    },
  };
}
