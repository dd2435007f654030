export const rate = (year: number): number => year * 2
