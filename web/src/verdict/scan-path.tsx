import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface NamedRepository {
  readonly id: number;
  readonly name: string;
}

interface ScanOfRepository {
  readonly repo: NamedRepository;
  readonly scan: { readonly id: number };
}

/** Steps to the page of a repository, which is the last. */
export const stepsToRepository = ({ name }: NamedRepository): readonly ReactNode[] => [
  <Link to="/">Repositories</Link>,
  name,
];

/** Steps to a page below a repository, for the path in its head; the last of `below` is the page itself. */
export const stepsBelowRepository = ({ id, name }: NamedRepository, ...below: ReactNode[]): readonly ReactNode[] => [
  <Link to="/">Repositories</Link>,
  <Link to="/repos/$repoId" params={{ repoId: id }}>
    {name}
  </Link>,
  ...below,
];

/** Steps to a page below a scan; `here` is its own name. */
export const stepsBelowScan = ({ repo, scan }: ScanOfRepository, here: string): readonly ReactNode[] =>
  stepsBelowRepository(
    repo,
    <Link to="/scans/$scanId" params={{ scanId: scan.id }}>
      Scan {scan.id}
    </Link>,
    here,
  );
