import { XmlScanner, XML_END, XML_END_OF_DOCUMENT, XML_START, XML_TEXT } from '../../scanning/xml-scanner.js';
import { type Parsed, parsed } from '../../report-error.js';
import { catchFailure } from './report-document.js';

/** What a reader of an XML format wants to hear. Names come without their namespace prefix. */
export interface XmlHandler {
  /** `attribute` gives a value by its name; false stops the reading. */
  start(name: string, attribute: (name: string) => string | null): boolean;
  /** `text` is everything between the element's tags, its children left out. */
  end(name: string, text: string): void;
}

/** Walks through a strict XML document. `attributes` names all attributes that the handler asks for. */
export function readXml(bytes: Uint8Array, attributes: readonly string[], handler: XmlHandler): Parsed<void> {
  return catchFailure(() => {
    walk(new XmlScanner(bytes, attributes), attributes, handler);
    return parsed(undefined);
  });
}

/** Name of the root element without its prefix; null where there is none. */
export function xmlRootName(bytes: Uint8Array): string | null {
  let root: string | null = null;
  readXml(bytes, [], {
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

function walk(scanner: XmlScanner, attributes: readonly string[], handler: XmlHandler): void {
  const texts: string[] = [];
  const attribute = (name: string) => scanner.value(attributes.indexOf(name));
  scanner.wantsText = true;
  for (let event = scanner.next(); event !== XML_END_OF_DOCUMENT; event = scanner.next()) {
    switch (event) {
      case XML_START:
        texts.push('');
        if (!handler.start(localName(scanner), attribute)) return;
        break;
      case XML_TEXT:
        texts.push((texts.pop() ?? '') + scanner.textValue());
        break;
      case XML_END:
        handler.end(localName(scanner), texts.pop() ?? '');
    }
  }
}

function localName(scanner: XmlScanner): string {
  const name = scanner.nameOf(scanner.name);
  return name.slice(name.indexOf(':') + 1);
}
