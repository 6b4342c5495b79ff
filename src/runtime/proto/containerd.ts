/** The messages generated from proto/containerd.proto. */
// @ts-types="./gen/containerd.d.ts"
export { containerd } from "./gen/containerd.js";
