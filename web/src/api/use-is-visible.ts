import { focusManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** True while the tab is visible: a hidden one waits for nothing, so that its place among the service's waits is free. */
export const useIsVisible = (): boolean =>
  useSyncExternalStore(
    (onChange) => focusManager.subscribe(onChange),
    () => focusManager.isFocused(),
  );
