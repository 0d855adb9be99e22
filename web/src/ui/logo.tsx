/** The sign of the product: a tick in a square. */
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 24 24">
      <rect width="24" height="24" rx="6" fill="var(--brand)" />
      <path
        d="m7 12.4 3.3 3.3L17 9"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
