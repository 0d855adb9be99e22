import { type RefObject, useEffect, useRef } from 'react';

/**
 * Gives an element the focus of a control beside it that goes away.
 *
 * @param isThere if the control is shown
 * @returns for the element
 */
export function useFocusHeir<T extends HTMLElement>(isThere: boolean): RefObject<T | null> {
  const heir = useRef<T>(null);
  const was = useRef(isThere);
  useEffect(() => {
    if (was.current && !isThere && document.activeElement === document.body) heir.current?.focus();
    was.current = isThere;
  }, [isThere]);
  return heir;
}
