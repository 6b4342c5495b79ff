/** The module to be loaded into the program under test; see it for the variable that it reads. */
export const PRELOAD: string = new URL("preload.ts", import.meta.url).pathname;
