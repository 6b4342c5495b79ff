import type { Damage } from "./damage.ts";
import type { Behaviour, GrpcFailure } from "./grpc_wire.ts";

/** What a fake CRI runtime is and does; plain JSON, so that it can be handed to another process. */
export interface CriScript {
  /** Path of the unix socket. */
  readonly socket: string;
  /** @default {"serve"} */
  readonly behaviour?: Behaviour;
  /** @default {{ name: "containerd", version: "1.7.0" }} */
  readonly runtime?: { readonly name: string; readonly version: string };
  /**
   * The API packages that are served; with none everything is Unimplemented.
   *
   * @default {["runtime.v1"]}
   */
  readonly packages?: readonly string[];
  readonly sandboxes?: readonly FakeSandbox[];
  readonly containers?: readonly FakeContainer[];
  readonly images?: readonly FakeImage[];
  /** So many more containers, ten a pod, to make lists large. */
  readonly generate?: number;
  /**
   * How long a note each of them carries, in bytes.
   *
   * @default {600}
   */
  readonly generatedNoteBytes?: number;
  /** Serves the batched lists, with so many items a batch. */
  readonly batch?: number;
  /** What a method does otherwise than at once and well, by its name, as in "ListContainers". */
  readonly methods?: Readonly<Record<string, MethodScript>>;
  /** Lists give everything, whatever id was asked for. */
  readonly ignoreIdFilter?: boolean;
  /** Spoils every answer but Version's; "none" ends that. */
  readonly damage?: Damage | "none";
  /** The JSON of every verbose status, in place of what {@linkcode info} describes; "" ends that. */
  readonly infoText?: string;
  /** Larger answers are refused with RESOURCE_EXHAUSTED, as Go servers do. */
  readonly maxSendBytes?: number;
  /**
   * How verbose details are told.
   *
   * @default {"containerd"}
   */
  readonly info?: InfoShape;
  /** The answer to RuntimeConfig, which is not served without. */
  readonly cgroupDriver?: "SYSTEMD" | "CGROUPFS";
  /** The configuration in a verbose Status. */
  readonly config?: string;
  /** What GetContainerEvents sends before it ends; it is not served without. */
  readonly events?: readonly FakeEvent[];
  /** Pods have a metric of this value, and its description; metrics are not served without. */
  readonly metric?: number;
  /** GetContainerEvents stays open behind its events. */
  readonly eventsStay?: boolean;
}

/** An event of a container. */
export interface FakeEvent {
  readonly id: string;
  /** Its number in CRI: created, started, stopped, deleted. */
  readonly type: number;
}

/** How runtimes lay out the `info` of a verbose status. */
export type InfoShape = "containerd" | "cri-o" | "cri-dockerd" | "legacy" | "broken" | "none";

/** One method's misbehaviour. */
export interface MethodScript {
  readonly delayMs?: number;
  /** Never answers. */
  readonly hang?: boolean;
  readonly failure?: GrpcFailure;
  /** The failure comes behind what the method answers, instead of in its place. */
  readonly failsBehind?: boolean;
  /** Only the first so many calls misbehave. */
  readonly times?: number;
}

/** A pod sandbox. */
export interface FakeSandbox {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ready?: boolean;
  readonly pid?: number;
  readonly cgroupsPath?: string;
  /** Decimal nanoseconds since the epoch. */
  readonly createdAtNs?: string;
}

/** A container. */
export interface FakeContainer {
  readonly id: string;
  readonly sandboxId: string;
  readonly name: string;
  /** What the list says as image.image. */
  readonly image?: string;
  readonly userSpecifiedImage?: string;
  readonly imageRef?: string;
  readonly imageId?: string;
  readonly state?: "created" | "running" | "exited" | "unknown";
  readonly attempt?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly pid?: number;
  readonly cgroupsPath?: string;
  /** Decimal nanoseconds since the epoch. */
  readonly createdAtNs?: string;
  readonly logPath?: string;
  /** What of its status only the status has. */
  readonly status?: {
    /** Decimal nanoseconds since the epoch. */
    readonly startedAtNs?: string;
    readonly finishedAtNs?: string;
    /** By its name in CRI. */
    readonly stopSignal?: string;
    readonly exitCode?: number;
    readonly reason?: string;
    readonly message?: string;
  };
}

/** An image of the image service. */
export interface FakeImage {
  readonly id: string;
  readonly size?: number;
  readonly repoTags?: readonly string[];
  readonly repoDigests?: readonly string[];
}
