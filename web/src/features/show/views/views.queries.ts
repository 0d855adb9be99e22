import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];
export type View = Schemas['View'];
/** Pages whose lists have views. */
export type ViewPage = View['page'];

const KEY = ['views'] as const;

/** Views of a page: the person's own and those that others share. */
export const viewsQuery = (page: ViewPage) =>
  queryOptions({
    queryKey: [...KEY, page],
    queryFn: async ({ signal }) => (await get<Schemas['ViewList']>('/views', { page, limit: 200 }, signal)).views,
  });

interface SavedView {
  readonly page: ViewPage;
  /** Left out for a new view, which needs all of the body. */
  readonly id: number | undefined;
  readonly body: Schemas['UpdateView'];
}

/** Stores a new view, or changes one. */
export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ page, id, body }: SavedView) =>
      id === undefined
        ? send<View>('POST', '/views', { body: { ...body, page } })
        : send<View>('PATCH', `/views/${id}`, { body }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

export function useDeleteView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => send<undefined>('DELETE', `/views/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
