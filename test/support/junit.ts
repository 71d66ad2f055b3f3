/** Whether a text is JUnit XML as Jenkins, GitLab and GitHub read it: elements, attributes, counts. */

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
}

/** For each element its required and optional attributes, and its children in order. */
const RULES: Readonly<
  Record<
    string,
    { readonly must: readonly string[]; readonly may: readonly string[]; readonly in: RegExp }
  >
> = {
  testsuites: {
    must: ['tests', 'failures', 'errors'],
    may: ['name', 'skipped', 'time'],
    in: /^(testsuite )*$/,
  },
  testsuite: {
    must: ['name', 'tests', 'failures', 'errors'],
    may: ['skipped', 'time', 'timestamp', 'hostname'],
    in: /^(properties )?(testcase )*$/,
  },
  properties: { must: [], may: [], in: /^(property )*$/ },
  property: { must: ['name', 'value'], may: [], in: /^$/ },
  testcase: {
    must: ['name', 'classname'],
    may: ['time', 'file', 'line'],
    in: /^(properties )?(skipped |error |failure )?(system-out )?$/,
  },
  skipped: { must: [], may: ['message'], in: /^$/ },
  error: { must: ['type'], may: ['message'], in: /^$/ },
  failure: { must: ['type'], may: ['message'], in: /^$/ },
  'system-out': { must: [], may: [], in: /^$/ },
};

/** The first flaw; undefined if there is none. The text is well-formed (xml.ts). */
export function junitFlaw(text: string): string | undefined {
  const root = tree(text);
  if (root.name !== 'testsuites') return `${root.name} is no testsuites`;
  return flawOf(root) ?? countFlaw(root);
}

function tree(text: string): Element {
  const top: Element = { name: '', attributes: new Map(), children: [] };
  const open = [top];
  for (const [, closing, name, attributes, empty] of text.matchAll(
    /<(\/?)([A-Za-z][\w-]*)((?:\s+[\w-]+="[^"]*")*)\s*(\/?)>/g,
  )) {
    if (closing) {
      open.pop();
      continue;
    }
    const pairs = [...attributes!.matchAll(/([\w-]+)="([^"]*)"/g)];
    const element: Element = {
      name: name!,
      attributes: new Map(pairs.map(([, key, value]) => [key!, value!])),
      children: [],
    };
    open.at(-1)!.children.push(element);
    if (!empty) open.push(element);
  }
  return top.children[0]!;
}

function flawOf({ name, attributes, children }: Element): string | undefined {
  const rule = RULES[name];
  if (!rule) return `no element ${name}`;
  const missing = rule.must.find((key) => !attributes.has(key));
  if (missing) return `${name} without ${missing}`;
  const odd = [...attributes.keys()].find((key) => ![...rule.must, ...rule.may].includes(key));
  if (odd) return `${name} with ${odd}`;
  const order = children.map((child) => `${child.name} `).join('');
  if (!rule.in.test(order)) return `in ${name}: ${order}`;
  const time = attributes.get('time');
  if (time !== undefined && !/^\d+\.\d+$/.test(time)) return `time ${time} is no decimal number`;
  const stamp = attributes.get('timestamp');
  if (stamp !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(stamp)) {
    return `timestamp ${stamp} has no form of ISO 8601 without zone`;
  }
  return children.map(flawOf).find((flaw) => flaw !== undefined);
}

function countFlaw(root: Element): string | undefined {
  for (const suite of [root, ...root.children]) {
    const cases = suite === root ? root.children.flatMap(casesOf) : casesOf(suite);
    const counts = {
      tests: cases.length,
      failures: cases.filter((c) => has(c, 'failure')).length,
      errors: cases.filter((c) => has(c, 'error')).length,
      skipped: cases.filter((c) => has(c, 'skipped')).length,
    };
    for (const [key, count] of Object.entries(counts)) {
      const said = suite.attributes.get(key);
      if (said !== undefined && Number(said) !== count) {
        return `${suite.attributes.get('name')}: ${key} ${said}, there are ${count}`;
      }
    }
  }
  return undefined;
}

const casesOf = ({ children }: Element): Element[] =>
  children.filter(({ name }) => name === 'testcase');
const has = ({ children }: Element, name: string): boolean =>
  children.some((child) => child.name === name);
