import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { get, send } from '../../../api/client';
import { type components } from '../../../api/schema.gen';

type Schemas = components['schemas'];

export type Invitation = Schemas['Invitation'];

export const invitationsQuery = () =>
  queryOptions({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => get<Schemas['InvitationList']>('/members/invitations', { limit: 200 }, signal),
  });

function useInvitationsChange<Input, Answer>(mutationFn: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery().queryKey }),
  });
}

export const useInvite = () =>
  useInvitationsChange((body: Schemas['Invite']) =>
    send<Schemas['MadeInvitation']>('POST', '/members/invitations', { body }),
  );

export const useWithdrawInvitation = () =>
  useInvitationsChange((id: number) => send<undefined>('DELETE', `/members/invitations/${id}`));
