import { type Parsed, parsed } from '../../report-error.js';
import { type ScanFailure } from '../../scanning/scan-failure.js';
import { XML_END, XML_END_OF_DOCUMENT, XML_START, XML_TEXT, XmlScanner } from '../../scanning/xml-scanner.js';
import { catchFailure } from './report-document.js';
import { REPORT_LIMITS } from './report-limits.js';

/** Callbacks of a reader of an XML format. Names come without their namespace prefix. */
export interface XmlHandler {
  /** Names of the elements whose text `end` gets. */
  readonly texts: readonly string[];
  /** `attribute` gives a value by its name; false stops the reading. */
  start(name: string, attribute: (name: string) => string | null): boolean;
  /** `text` is everything between the element's tags, its children left out; '' for an element that `texts` does not name. */
  end(name: string, text: string): void;
}

/** Walks through a strict XML document. `attributes` names all attributes that the handler reads. */
export function readXml(bytes: Uint8Array, attributes: readonly string[], handler: XmlHandler): Parsed<void> {
  return catchFailure(() => {
    walk(bytes, attributes, handler);
    return parsed(undefined);
  });
}

/** Name of the root element without its prefix; null where there is none. */
export function xmlRootName(bytes: Uint8Array): string | null {
  let root: string | null = null;
  readXml(bytes, [], {
    texts: [],
    start(name) {
      root = name;
      return false;
    },
    end() {
      return;
    },
  });
  return root;
}

function walk(bytes: Uint8Array, attributes: readonly string[], handler: XmlHandler): void {
  const scanner = new XmlScanner(bytes, attributes, REPORT_LIMITS.xmlTextBytes);
  const attribute = (name: string) => scanner.value(attributes.indexOf(name));
  // Text so far of each open element; null when the handler does not use it.
  const texts: (string | null)[] = [];
  for (let event = scanner.next(); event !== XML_END_OF_DOCUMENT; event = scanner.next()) {
    switch (event) {
      case XML_START: {
        const name = localName(scanner);
        texts.push(handler.texts.includes(name) ? '' : null);
        if (!handler.start(name, attribute)) return;
        break;
      }
      case XML_TEXT:
        texts.push((texts.pop() ?? '') + scanner.textValue());
        if (texts.at(-1)!.length > REPORT_LIMITS.xmlTextBytes) throw tooLong(scanner);
        break;
      case XML_END:
        handler.end(localName(scanner), texts.pop() ?? '');
    }
    scanner.wantsText = typeof texts.at(-1) === 'string';
  }
}

/** A text may come in many pieces, each within the limit of the scanner. */
const tooLong = (scanner: XmlScanner): ScanFailure =>
  scanner.failure('limit_exceeded', `expected text of at most ${REPORT_LIMITS.xmlTextBytes} bytes`);

function localName(scanner: XmlScanner): string {
  const name = scanner.nameOf(scanner.name);
  return name.slice(name.indexOf(':') + 1);
}
