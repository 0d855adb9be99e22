import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { textOf } from '../../../shell/address-text';
import { shellRoute } from '../../../shell/shell.route';
import { repositoryQuery } from './repository.queries';

export interface RepositorySearch {
  readonly branch?: string;
  readonly scope?: 'new';
}

/** Id in an address; what is none leads to no object. */
export function idOf(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text)) throw notFound();
  return Number(text);
}

function readRepositorySearch({ branch, scope }: Record<string, unknown>): RepositorySearch {
  const named = textOf(branch);
  return { ...(named && { branch: named }), ...(scope === 'new' && { scope }) };
}

export const repositoryRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/repos/$repoId',
  params: {
    parse: ({ repoId }) => ({ repoId: idOf(repoId) }),
    stringify: ({ repoId }) => ({ repoId: String(repoId) }),
  },
  validateSearch: readRepositorySearch,
  loaderDeps: ({ search: { branch } }) => ({ branch }),
  loader: ({ context, params, deps }) =>
    context.queryClient.query({ ...repositoryQuery(params.repoId, deps.branch), staleTime: 'static' }),
  component: lazyRouteComponent(() => import('./repository-page'), 'RepositoryPage'),
});
