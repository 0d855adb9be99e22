import { useState } from 'react';

/** Choice of a reader to see source as the forge has it; it lasts as long as the page. */
export interface ForgeReading {
  readonly isWanted: boolean;
  /** The reader's own; kept nowhere else. */
  readonly token: string | null;
  readonly begin: () => void;
  readonly useToken: (token: string) => void;
}

export function useForgeReading(): ForgeReading {
  const [isWanted, setIsWanted] = useState(false);
  const [token, setToken] = useState<string | null>(null);
  return { isWanted, token, begin: () => setIsWanted(true), useToken: setToken };
}
