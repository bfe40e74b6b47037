import { useEffect } from 'react';

/** Text that is cut short says all of itself when the mouse rests on it. */
export function useFullText() {
  useEffect(() => {
    const onOver = (event: MouseEvent) => {
      const element = event.target;
      if (!(element instanceof HTMLElement) || element.title !== '') return;
      const cut = element.closest<HTMLElement>('[role=gridcell], td, span, p, a, b');
      if (!cut || cut.scrollWidth <= cut.clientWidth || getComputedStyle(cut).textOverflow !== 'ellipsis') return;
      cut.title = cut.innerText.trim();
      cut.addEventListener('mouseleave', () => cut.removeAttribute('title'), { once: true });
    };
    document.addEventListener('mouseover', onOver);
    return () => document.removeEventListener('mouseover', onOver);
  }, []);
}
