import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface ScanOfRepository {
  readonly repo: { readonly id: number; readonly name: string };
  readonly scan: { readonly id: number };
}

/** Steps to a page below a scan, for the path in its head; `here` is its own name. */
export const stepsBelowScan = ({ repo, scan }: ScanOfRepository, here: string): readonly ReactNode[] => [
  <Link key="all" to="/">
    Repositories
  </Link>,
  <Link key="repo" to="/repos/$repoId" params={{ repoId: repo.id }}>
    {repo.name}
  </Link>,
  <Link key="scan" to="/scans/$scanId" params={{ scanId: scan.id }}>
    Scan {scan.id}
  </Link>,
  <span key="here">{here}</span>,
];
