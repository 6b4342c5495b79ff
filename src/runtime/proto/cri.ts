/** The messages generated from proto/cri.proto; v1alpha2's are the same on the wire. */
// @ts-types="./gen/cri.d.ts"
export { runtime } from "./gen/cri.js";
