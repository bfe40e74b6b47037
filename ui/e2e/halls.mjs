// Simulated printers in processes of their own, and how each is reached.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { CLI } from './core.mjs';

export class Halls {
  #halls = [];

  /** Printers of one make; `more` are further words of `simulate`. */
  async open(brand, printers, ...more) {
    const hall = spawn(CLI, ['--json', 'simulate', '--brand', brand, '--printers', String(printers), ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#halls.push(hall);
    const stands = [];
    for await (const line of createInterface({ input: hall.stdout })) {
      stands.push(JSON.parse(line));
      if (stands.length === printers) break;
    }
    assert.equal(stands.length, printers, `${brand} is not simulated`);
    return stands;
  }

  end() {
    this.#halls.forEach((hall) => hall.kill());
  }
}
