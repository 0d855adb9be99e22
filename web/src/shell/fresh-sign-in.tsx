import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { providerAddress, providerQuery, useMe } from '../features/people/session/session.queries';
import { buttonClass } from '../ui/button';
import form from '../ui/form.module.css';

/** Leads to a new sign-in and back to this page, for what needs a recent one. */
export function FreshSignIn({ purpose }: { readonly purpose: string }) {
  const { org } = useMe();
  const { data: provider } = useQuery(providerQuery());
  const here = useRouter().state.location.href;
  return (
    <>
      <p>{purpose} needs a sign-in within the last 15 minutes.</p>
      <div className={form.actions}>
        {provider?.host != null && (
          <a className={buttonClass()} href={providerAddress(here, org.slug, true)}>
            Sign in again with {provider.host}
          </a>
        )}
        <Link to="/sign-in" search={{ next: here }} className={buttonClass()}>
          {provider?.host == null ? 'Sign in again' : 'Sign in again with a password'}
        </Link>
      </div>
    </>
  );
}
