import { Link, Outlet } from '@tanstack/react-router';
import styles from './settings-layout.module.css';

/** Pages of the settings, in the order of their links. */
const PAGES = [
  { to: '/settings/organization', label: 'Organization' },
  { to: '/settings/members', label: 'Members' },
  { to: '/settings/sign-in', label: 'Sign-in' },
  { to: '/settings/keys', label: 'API keys' },
  { to: '/settings/webhooks', label: 'Webhooks' },
  { to: '/settings/forges', label: 'Forges' },
  { to: '/settings/publishers', label: 'Trusted publishers' },
  { to: '/settings/retention', label: 'Retention' },
  { to: '/settings/audit', label: 'Audit log' },
  { to: '/settings/sessions', label: 'Sessions' },
] as const;

export function SettingsLayout() {
  return (
    <div className={styles.layout}>
      <nav aria-label="Settings" className={styles.nav}>
        {PAGES.map(({ to, label }) => (
          <Link key={to} to={to} activeProps={{ 'aria-current': 'page' }} className={styles.link}>
            {label}
          </Link>
        ))}
      </nav>
      <div className={styles.page}>
        <Outlet />
      </div>
    </div>
  );
}
