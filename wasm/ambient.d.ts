// AssemblyScript's types as TypeScript is to see them, so that layout.ts serves both.
declare type usize = number;
