/* global document, window -- runs in the browser; see looker.ts */
(selector) => {
  /** Letters of a word that may break inside: longer than a narrow column. */
  const LONG_WORD = 16;
  const root = document.querySelector(selector);
  const faults = [];
  const name = (element) => (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 50);
  const styleOf = (element) => window.getComputedStyle(element);
  const isClipped = (element) =>
    element !== null && (styleOf(element).clipPath !== 'none' || isClipped(element.parentElement));
  const isShown = (element) =>
    element.checkVisibility() && styleOf(element).visibility === 'visible' && !isClipped(element);
  const clipOf = (element) => {
    const clip = { left: 0, right: window.innerWidth, bottom: Infinity };
    for (let each = element; ; each = each.parentElement) {
      const { overflowX, overflowY } = styleOf(each);
      const box = each.getBoundingClientRect();
      if (overflowX !== 'visible' || each === root) {
        clip.left = Math.max(clip.left, box.left);
        // inline elements have no client width
        clip.right = Math.min(clip.right, box.left + each.clientLeft + (each.clientWidth || box.width));
      }
      if (overflowY === 'hidden' || overflowY === 'clip') clip.bottom = Math.min(clip.bottom, box.bottom);
      if (each === root) return clip;
    }
  };
  const isOutside = (rect, clip) =>
    rect.left < clip.left - 1 || rect.right > clip.right + 1 || rect.bottom > clip.bottom + 1;
  const walker = document.createTreeWalker(root, 4);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || element.closest('select, textarea, pre, [title]') || !isShown(element))
      continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const clip = clipOf(element);
    if ([...range.getClientRects()].some((rect) => isOutside(rect, clip))) faults.push('cut: ' + name(element));
    const { data } = walker.currentNode;
    for (const { 0: word, index } of data.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
      if (word.length > LONG_WORD) continue;
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + word.length);
      if (range.getClientRects().length > 1) faults.push('broken: ' + word + ' of ' + name(element));
    }
  }
  // what lies over the page at a fixed place, and is closed by Escape
  const sheetOf = (element) => {
    const sheet = element.closest('[data-sheet]');
    return sheet !== null && styleOf(sheet).position === 'fixed' ? sheet : null;
  };
  const all = [...root.querySelectorAll('button, input, select, textarea, a[href], summary')];
  const controls = all.filter(isShown);
  // a link that skips something shows itself once it has the focus
  for (const control of all) {
    if (!/^(BUTTON|A)$/.test(control.tagName) || control.tabIndex < 0 || control.disabled || !isClipped(control))
      continue;
    if (!control.checkVisibility({ visibilityProperty: true })) continue;
    const before = document.activeElement;
    control.focus({ preventScroll: true });
    if (document.activeElement === control && isClipped(control)) faults.push('takes a focus unseen: ' + name(control));
    before?.focus?.({ preventScroll: true });
    if (document.activeElement === control) control.blur();
  }
  const pen = document.createElement('canvas').getContext('2d');
  for (const control of controls) {
    if (isOutside(control.getBoundingClientRect(), clipOf(control.parentElement)))
      faults.push('outside: ' + name(control));
    if (control.tagName !== 'SELECT' || control.title) continue;
    const style = styleOf(control);
    pen.font = style.font;
    const room = control.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 16;
    for (const option of control.options)
      if (pen.measureText(option.text).width > room) faults.push('cut: ' + option.text.slice(0, 50));
  }
  // a link that wraps has a box for each of its lines
  const boxes = new Map(controls.map((control) => [control, [...control.getClientRects()]]));
  const isOver = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  controls.forEach((one, at) => {
    for (const other of controls.slice(at + 1)) {
      if (one.contains(other) || sheetOf(one) !== sheetOf(other)) continue;
      if (boxes.get(one).some((a) => boxes.get(other).some((b) => isOver(a, b))))
        faults.push('over each other: ' + name(one) + ' and ' + name(other));
    }
  });
  const values = new Map();
  for (const number of root.querySelectorAll('[data-measure]')) {
    const { measure, scope, value } = number.dataset;
    const known = values.get(measure + scope) ?? value;
    values.set(measure + scope, known);
    if (known !== value) faults.push('two values of ' + measure + ' of ' + scope + ': ' + known + ' and ' + value);
  }
  const box = root.getBoundingClientRect();
  if (
    root.tagName === 'DIALOG' &&
    (box.left < 0 || box.top < 0 || box.right > window.innerWidth || box.bottom > window.innerHeight)
  )
    faults.push('the window is smaller than the dialog');
  if (root.scrollWidth > root.clientWidth + 1) faults.push('it scrolls sideways');
  return faults;
};
