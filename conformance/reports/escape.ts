/** Text into XML and HTML: markup characters as entities, what XML 1.0 cannot hold as U+FFFD. */
export function escapeXml(text: string): string {
  return [...text]
    .map((c) => ENTITIES[c] ?? (isAllowed(c.codePointAt(0)!) ? c : '\ufffd'))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const isAllowed = (code: number): boolean =>
  code === 0x09 ||
  code === 0x0a ||
  code === 0x0d ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  code >= 0x10000;
