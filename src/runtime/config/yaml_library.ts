/**
 * What is used of the library that reads and writes YAML: a module of its own, to be imported when it is wanted.
 *
 * @module
 */

export {
  Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
} from "yaml";
