import { useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const YEAR_SECONDS = 31_536_000;

const currentTheme = (): Theme => (document.documentElement.dataset.theme as Theme | undefined) ?? 'system';

/** Sets the theme, and a cookie by which the service sends the page in it from the next load on. */
function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const age = theme === 'system' ? 0 : YEAR_SECONDS;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax`;
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(currentTheme);
  return [
    theme,
    (chosen) => {
      applyTheme(chosen);
      setTheme(chosen);
    },
  ];
}
