// The real core behind the pages: a farm prepared with `spoolyard-cli call`, then `serve` on a free port of this computer.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The command line that was built. */
export const CLI = process.env.SPOOLYARD_CLI ?? fileURLToPath(new URL('../../target/debug/spoolyard-cli', import.meta.url));
const BUILT = fileURLToPath(new URL('../dist', import.meta.url));
const START_MS = 20_000;

export const PASSWORD = 'a spool a day keeps';

/** A farm in a folder of its own. Commands are for before it serves: afterwards the file has its one writer. */
export class Farm {
  #folder = mkdtempSync(join(tmpdir(), 'spoolyard-e2e-'));
  #server = null;
  url = '';

  constructor() {
    if (!existsSync(CLI)) throw new Error(`${CLI} is not built: cargo build -p spoolyard-cli, or name it in SPOOLYARD_CLI`);
    if (!existsSync(join(BUILT, 'index.html'))) throw new Error('ui/dist is not built: npm run build');
  }

  get #db() {
    return join(this.#folder, 'farm.sqlite');
  }

  #run(...words) {
    return execFileSync(CLI, ['--db', this.#db, '--json', ...words], { encoding: 'utf8', timeout: 30_000 });
  }

  call(name, request = {}) {
    return JSON.parse(this.#run('call', name, JSON.stringify(request)));
  }

  /** Ana owns it; Bo is one of the staff. */
  setUp() {
    this.#run('db', 'init');
    this.call('setup.start', {
      company_name: 'Layer Works', currency_code: 'EUR', timezone: 'Europe/Berlin', farm: 'own', locale: 'en-GB',
      owner: { first_name: 'Ana', last_name: 'Ferreira', email: 'ana@example.com', password: PASSWORD },
    });
    this.call('accounts.create', { email: 'bo@example.com', first_name: 'Bo', role: 'staff', password: PASSWORD });
    return this;
  }

  /** Answers with the address that works once. */
  async serve() {
    this.#server = spawn(CLI, ['--db', this.#db, '--json', 'serve', '--ui', BUILT], { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.#server.stdout });
    this.url = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the server said nothing')), START_MS);
      this.#server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
      lines.once('line', (line) => {
        clearTimeout(late);
        resolve(JSON.parse(line).url);
      });
    });
    return this.url;
  }

  /** What the books say when they are held against each other; the server must be stopped. */
  verify() {
    return this.#run('db', 'verify');
  }

  async stop() {
    const server = this.#server;
    this.#server = null;
    if (server && server.exitCode === null) {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGKILL');
      await gone;
    }
  }

  async end() {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
