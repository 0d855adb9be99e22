const SEGMENT = /^[\w.-]+$/;

/**
 * True for the name of a repository as a path, such as `acme/web`: two segments, up to `most`, of which none leads elsewhere.
 *
 * @param segment what each is made of
 */
export function isProjectPath(name: string, most = 2, segment: RegExp = SEGMENT): boolean {
  const segments = name.split('/');
  const isOne = (text: string) => segment.test(text) && !/^\.{1,2}$/.test(text);
  return segments.length >= 2 && segments.length <= most && segments.every(isOne);
}
