import { useEffect, useRef } from 'react';
import { useGo } from '../shared/go';

const key = (user: number) => `spoolyard.place.${user}`;

export function rememberPlace(user: number, address: string): void {
  localStorage.setItem(key(user), address);
}

/** A window opened at its start address goes on where this person left off. */
export function useRememberedPlace(user: number): void {
  const go = useGo();
  const place = useRef(localStorage.getItem(key(user)));
  useEffect(() => {
    const last = place.current;
    place.current = null;
    if (last && last !== '/' && location.pathname === '/') go(last, { replace: true });
  }, [go]);
}
