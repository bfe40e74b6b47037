const TICKET = 'spoolyard.reset';

/** What this computer got for asking; it sets the new password once an admin has approved. */
export const keptTicket = (): string | null => localStorage.getItem(TICKET);
export const keepTicket = (token: string): void => localStorage.setItem(TICKET, token);
export const forgetTicket = (): void => localStorage.removeItem(TICKET);
