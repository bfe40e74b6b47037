/** What is often written as payment terms; any other text is as good. */
export const TERMS = ['Prepaid', 'Due on receipt', 'Net 7', 'Net 14', 'Net 30', 'Net 60'];
