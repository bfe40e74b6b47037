import { createContext } from 'react';

/** Whether a page's own heading stands above: whatever is shown in place of a whole page has to bring one. */
export const UnderHeading = createContext(false);
