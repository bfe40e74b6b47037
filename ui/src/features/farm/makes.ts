import type { Protocol } from '../../bindings/commands';

/** What one protocol asks of a person, and where each of it stands on the printer. */
export interface Make {
  protocol: Protocol;
  /** As it stands in the choice. */
  title: string;
  /** Which machines these are. */
  machines: string;
  brand: string;
  /** Absent: it is not reached over the network. */
  address?: string;
  serial?: string;
  user?: { hint: string; usual: string };
  secret?: { label: string; hint: string; required: boolean };
  /** Its usual port. */
  port?: number;
}

export const MAKES: readonly Make[] = [
  {
    protocol: 'bambu', title: 'Bambu Lab', machines: 'X1, P1, P2, A1, H2', brand: 'bambu', port: 8883,
    address: 'On the printer: Settings, then Network or WLAN. It reads like 192.168.1.40.',
    serial: 'On the printer: Settings, then Device. Capitals and figures, 15 of them.',
    secret: { label: 'Access code', hint: 'On the printer: Settings, then LAN Only. Eight characters. To obey, the printer also needs Developer Mode there.', required: true },
  },
  {
    protocol: 'moonraker', title: 'Klipper', machines: 'Voron, Sovol, Qidi and others with Moonraker', brand: 'klipper', port: 7125,
    address: 'The address under which Mainsail or Fluidd opens, like voron.local, 192.168.1.41 or https://voron.local/moonraker.',
    secret: { label: 'API key', hint: 'Only where Moonraker asks for one: it stands in Mainsail or Fluidd under the settings.', required: false },
  },
  {
    protocol: 'prusalink', title: 'Prusa', machines: 'MK4, Core One, XL, Mini with PrusaLink', brand: 'prusa', port: 80,
    address: 'On the printer: Settings, then Network.',
    user: { usual: 'maker', hint: 'On the printer: Settings, Network, PrusaLink. It is maker unless somebody changed it.' },
    secret: { label: 'Password', hint: 'It stands beside the user: Settings, Network, PrusaLink.', required: true },
  },
  {
    protocol: 'octoprint', title: 'OctoPrint', machines: 'Any printer behind OctoPrint', brand: 'octoprint', port: 5000,
    address: 'The address under which OctoPrint opens in a browser, like octopi.local or https://octopi.local.',
    secret: { label: 'API key', hint: 'In OctoPrint: Settings, then Application Keys. Make one for Spoolyard.', required: true },
  },
  {
    protocol: 'sdcp', title: 'Elegoo', machines: 'Centauri Carbon, Saturn, Mars and others with SDCP', brand: 'elegoo', port: 3030,
    address: 'On the printer: Settings, then Network.',
  },
  {
    protocol: 'elegoo_mqtt', title: 'Elegoo Centauri Carbon 2', machines: 'Centauri Carbon 2', brand: 'elegoo', port: 1883,
    address: 'On the printer: Settings, then Network. Switch LAN only on there.',
    secret: { label: 'Access code', hint: 'It stands beside LAN only at the printer. Leave it empty where the printer shows none.', required: false },
  },
  {
    protocol: 'creality', title: 'Creality', machines: 'K1, K2, Ender-3 V3 and others', brand: 'creality', port: 9999,
    address: 'On the printer: Settings, then Network. Switch on the connection on the local network there.',
  },
  {
    protocol: 'duet', title: 'Duet', machines: 'RepRapFirmware on Duet 2 and 3', brand: 'duet', port: 80,
    address: 'The address under which Duet Web Control opens.',
    secret: { label: 'Password', hint: 'Only where M551 sets one in config.g.', required: false },
  },
  { protocol: 'generic', title: 'By hand', machines: 'Any printer without a network', brand: 'generic' },
];

export const makeOf = (protocol: Protocol): Make | undefined => MAKES.find((make) => make.protocol === protocol);

export interface ConnectionValues {
  host: string;
  port: string;
  user: string;
  secret: string;
}

/** What `printers.connect` takes of the form: only what this make has. An empty secret leaves the kept one. */
export function connectionOf(make: Make, values: ConnectionValues) {
  const host = values.host.trim();
  const port = Number(values.port.trim());
  const user = values.user.trim();
  return {
    protocol: make.protocol,
    ...(make.address && host ? { host } : {}),
    ...(make.address && values.port.trim() && Number.isInteger(port) ? { port } : {}),
    ...(make.user && user ? { user } : {}),
    ...(make.secret && values.secret.trim() ? { secret: values.secret.trim() } : {}),
  };
}

/** What is missing or no port, field by field, before the core is asked. */
export function missing(make: Make | undefined, values: ConnectionValues & { serial_number?: string }, keepsSecret: boolean): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!make) return { protocol: 'Choose the make.' };
  if (make.address && !values.host.trim()) wrong.host = `Enter the address. ${make.address}`;
  if (make.secret?.required && !keepsSecret && !values.secret.trim()) wrong.secret = `Enter it. ${make.secret.hint}`;
  if (make.serial && values.serial_number !== undefined && !values.serial_number.trim()) wrong.serial_number = `Enter it. ${make.serial}`;
  const port = Number(values.port.trim());
  if (values.port.trim() && !(Number.isInteger(port) && port > 0 && port < 65_536)) wrong.port = 'A port is a whole number from 1 to 65535.';
  return wrong;
}

/** The code after the highest that ends in figures: `P07` after `P06`; `P01` for the first. */
export function nextCode(codes: readonly string[]): string {
  let best: { head: string; digits: string } | null = null;
  for (const code of codes) {
    const found = /^(.*?)(\d+)$/.exec(code);
    if (found && (!best || Number(found[2]) > Number(best.digits))) best = { head: found[1] ?? '', digits: found[2] ?? '' };
  }
  return best ? best.head + String(Number(best.digits) + 1).padStart(best.digits.length, '0') : 'P01';
}
