const ID = 'outcome';
/** Time for which an outcome is shown, in milliseconds. */
const SHOWN_MS = 8000;
/** Time that a dialog needs to close: what is beside an open one is not read out. */
const PAUSE_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Says the outcome of a write at the foot of the window, for eyes and screen readers. It is at the end of the document, where it outlives
 * the row, the dialog or the page of the action.
 *
 * @param words a sentence, such as "The key web is revoked."
 */
export function announce(words: string): void {
  const region = document.getElementById(ID) ?? document.body.appendChild(emptyRegion());
  const say = (next: string) => {
    region.textContent = next;
  };
  clearTimeout(timer);
  say('');
  timer = setTimeout(() => {
    say(words);
    timer = setTimeout(() => say(''), SHOWN_MS);
  }, PAUSE_MS);
}

function emptyRegion(): HTMLElement {
  const region = document.createElement('div');
  region.id = ID;
  region.role = 'status';
  return region;
}

/**
 * Says what was done once a write has succeeded, even where its row has left the list by then. A refused one is shown where it was begun.
 *
 * @param write promise of `mutateAsync`
 */
export const announceDone = (write: Promise<unknown>, words: string): void =>
  void write.then(
    () => announce(words),
    () => undefined,
  );
