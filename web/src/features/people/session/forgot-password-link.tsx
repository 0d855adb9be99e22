import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { mailQuery } from './sign-in.queries';

/** The way to a new password; nothing where the service sends no mails. */
export function ForgotPasswordLink({ label = 'Forgot your password?' }: { readonly label?: string }) {
  const { data: mail } = useQuery(mailQuery());
  if (mail?.available !== true) return null;
  return <Link to="/forgot-password">{label}</Link>;
}
