import { budgets } from './budgets.mjs';
import { contracts } from './contracts.mjs';
import { overview } from './overview.mjs';
import { quality } from './quality.mjs';
import { rejects } from './rejects.mjs';
import { runs } from './runs.mjs';
import { picture, withConsole } from './hawtio.mjs';

/**
 * Does each task of an operator in a browser: node test/tasks.mjs ADDRESS [PICTURES]. The process behind the address has what
 * ConsolePagesTest seeds. With a folder, what is seen is kept there for the documents.
 */
const TASKS = { overview, runs, rejects, contracts, quality, budgets };

const [address, pictures] = process.argv.slice(2);
let doing = 'open the console';
try {
  await withConsole(address, async page => {
    const keep = async name => pictures === undefined || (await picture(page, `${pictures}/console-${name}.png`));
    for (const [name, task] of Object.entries(TASKS)) {
      doing = name;
      await task(page, keep);
      console.log(`done: ${name}`);
    }
  });
} catch (failure) {
  console.log(`failed: ${doing}: ${failure.message}`);
  process.exitCode = 1;
}
