import { useQuery } from '@tanstack/react-query';
import { buttonClass } from '../../../ui/button';
import { providerAddress, providerQuery } from './session.queries';

/** The way to sign in at the identity provider and back to a page of ours; nothing where none is set up. */
export function ProviderLink({ next, org }: { readonly next: string; readonly org?: string | undefined }) {
  const { data: provider } = useQuery(providerQuery());
  if (provider?.host == null) return null;
  return (
    <a className={buttonClass()} href={providerAddress(next, org)}>
      Sign in with {provider.host}
    </a>
  );
}
