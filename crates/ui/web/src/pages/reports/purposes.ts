/** The reports we can say the purpose of; the catalog may bring others. */
export const PURPOSES = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7', 'R8', 'R9', 'R10', 'R11', 'R12'] as const;

export type Purpose = (typeof PURPOSES)[number];
