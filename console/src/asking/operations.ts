import { jolokiaService } from '@hawtio/react';
import { Refusal, type Problem } from './problem';

/** What an operation is given, by the names that the REST interface has for it; what is undefined is not given. */
export type Given = Readonly<Record<string, string | number | undefined>>;

interface Described {
  op?: Record<string, { args: { name: string }[] }>;
}

const DOMAIN = 'dev.caravan';
const BEAN = 'type=Operations';

let parameters: Promise<Record<string, string[]>> | undefined;

async function described(): Promise<Record<string, string[]>> {
  const domains = (await jolokiaService.sublist(`${DOMAIN}/${BEAN}`)) as Record<string, Record<string, Described>>;
  const operations = domains[DOMAIN]?.[BEAN]?.op ?? {};
  return Object.fromEntries(Object.entries(operations).map(([name, { args }]) => [name, args.map(one => one.name)]));
}

// JMX knows parameters by their order alone, and a later version may have more of them: the bean tells their names.
async function namesOf(operation: string): Promise<string[]> {
  parameters ??= described();
  const names = await parameters.catch(failure => {
    parameters = undefined;
    throw failure;
  });
  const own = names[operation];
  if (own === undefined) {
    throw new Refusal({ title: `This process has no operation ${operation}`, next: 'Reload the page: it may be of another version.' });
  }
  return own;
}

/**
 * Calls an operation of the REST interface, by its operationId.
 *
 * @throws Refusal with what is wrong and the next move
 */
export async function call<Document>(operation: string, given: Given = {}): Promise<Document> {
  const names = await namesOf(operation);
  const unknown = Object.keys(given).find(name => !names.includes(name));
  if (unknown !== undefined) {
    throw new Refusal({ title: `${operation} takes no ${unknown}`, next: 'Reload the page: it may be of another version.' });
  }
  const answer = await jolokiaService.execute(
    `${DOMAIN}:${BEAN}`,
    operation,
    names.map(name => String(given[name] ?? '')),
  );
  const { status, body } = JSON.parse(String(answer)) as { status: number; body: unknown };
  if (status >= 400) {
    throw new Refusal(body as Problem);
  }
  return body as Document;
}
