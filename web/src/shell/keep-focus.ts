/**
 * Gives the focus of a control that goes away to the nearest heading around it: that of its section, or of the page that is
 * there or comes. Nothing happens where the focus went elsewhere.
 */
export function keepFocus(): void {
  let path: readonly EventTarget[] = [];
  document.addEventListener('focusin', (event) => {
    path = event.composedPath();
  });
  new MutationObserver(() => {
    const [control, ...around] = path as readonly Element[];
    if (document.activeElement !== document.body || !control || control.isConnected) return;
    const heading = around
      .map((element) => element.isConnected && element.querySelector<HTMLElement>('h1,h2'))
      .find(Boolean);
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }).observe(document, { childList: true, subtree: true });
}
