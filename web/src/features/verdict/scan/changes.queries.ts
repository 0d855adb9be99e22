import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/client';
import { scanKey } from './scan.queries';

/** Deletes a scan. */
export function useDeleteScan(scanId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send<undefined>('DELETE', `/scans/${scanId}`),
    onSuccess: () => {
      client.removeQueries({ queryKey: scanKey(scanId) });
      return client.invalidateQueries();
    },
  });
}
