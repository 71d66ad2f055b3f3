/** Whether a text is well-formed XML, as far as reports need: tags that match, entities that exist. */
export function xmlFlaw(text: string): string | undefined {
  const open: string[] = [];
  const body = text.replace(/^<\?xml [^?]*\?>\s*/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 cannot hold.
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/.test(text)) return 'a character XML does not have';
  if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i.test(body)) return 'a bare ampersand';
  for (const [tag, closing, name, attributes, empty] of body.matchAll(
    /<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    const names = [...attributes!.matchAll(/\s([\w.:-]+)=/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) return `an attribute twice in ${tag}`;
    if (closing && open.pop() !== name) return `${tag} closes what is not open`;
    if (!closing && !empty) open.push(name!);
  }
  const rest = body.replace(/<\/?[A-Za-z][\w.-]*(?:\s+[\w.:-]+="[^"<]*")*\s*\/?>/g, '');
  if (rest.includes('<')) return `no tag: ${rest.slice(rest.indexOf('<'), rest.indexOf('<') + 40)}`;
  return open.length > 0 ? `${open.join(', ')} left open` : undefined;
}
