//! What TypeScript is told of the objects that go in and out.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
export type NodeKind = "broker" | "executor" | "datastore" | "client" | "host";
export type EmergencyKind = "general" | "disaster" | "fire" | "medical" | "critical";
export type Level = "low" | "medium" | "high" | "critical";
export type Order = "fifo" | "emergency_first" | "emergency_aged";
export type Placement = "random" | "least_loaded" | "capability_score";
export type StepKind = "event" | "heartbeat" | "merge" | "decision" | "round";
export type Relation = "before" | "after" | "equal" | "concurrent";
export type ExportKind = "scenario" | "trace" | "shiviz" | "link";

/** Bytes, per cent, cores, megahertz, per cent. What is left out has the default of the Urban Compute Platform. */
export interface Capabilities {
  memory?: number; disk?: number; cpu_load?: number; cpu_cores?: number;
  cpu_freq?: number; has_battery?: boolean; power?: number;
}
export interface Emergency { kind: EmergencyKind; level?: Level; location?: string }
export interface Policy { order: Order; placement: Placement; reserve: boolean; preempt: boolean; ageing_ms: number }

export interface ExecutorSpec {
  name?: string; capabilities?: Capabilities; equipment?: EmergencyKind[];
  /** false for an original node that knows no vector clocks */
  clocks?: boolean;
  starts_after_ms?: number;
}
export interface JobSpec {
  name?: string; client?: string; wasm_bin?: string; args?: string[]; capabilities?: Capabilities;
  wait_for?: string[]; queue?: boolean; duration_ms?: number; result_bytes?: number; result_to_client?: boolean;
  /** data of its own, name and bytes, stored before it is submitted */
  data?: Record<string, number>;
  /** data that it reads, and data that it leaves: names, or beginnings of names with a * at the end */
  named_data?: string[]; named_results?: string[];
  emergency?: Emergency;
}

/** A plan of an original client: its jobs one after the other; `cmds` are JobInfos as on the wire. */
export interface ExecutionPlan {
  exec: { cmd: string; queue?: boolean; wait?: string[] }[];
  cmds: Record<string, object>;
  /** files of the client's and the names under which they are stored first */
  named_data?: Record<string, string>;
}

export type Command =
  | ({ type: "add_executor" } & ExecutorSpec)
  | { type: "add_datastore"; name?: string; capacity?: number }
  | { type: "add_client"; name?: string }
  | { type: "remove"; node: string }
  | ({ type: "submit_job" } & JobSpec)
  | { type: "submit_plan"; client?: string; plan: ExecutionPlan; file_bytes?: number }
  | { type: "store_data"; client?: string; name: string; bytes?: number; text?: string }
  | { type: "delete_job"; job: string }
  | { type: "crash"; node: string }
  | { type: "restart"; node: string; with_memory?: boolean }
  | { type: "heartbeat_now"; node: string }
  | { type: "set_capabilities"; node: string; capabilities: Capabilities; equipment?: EmergencyKind[] }
  /** both ways, or only from a to b; what is healed carries as all other links do */
  | { type: "cut" | "heal"; a: string; b: string; one_way?: boolean }
  /** how messages travel from now on, on one link or on all; what is left out stays */
  | ({ type: "set_network"; a?: string; b?: string } & Partial<Network>)
  /** jobs of an executor take so many per cent of their time; something takes all room of a datastore; mains power of
      an executor comes and goes; and nothing of that any more */
  | { type: "slow"; node: string; percent: number }
  | { type: "fill" | "mend"; node: string }
  | { type: "flap"; node: string; every_ms: number }
  /** every cut, rate and lasting fault of a machine ends; who is down stays down */
  | { type: "heal_all" }
  /** so many emergencies within a time, their moments and what is left out of them drawn with the seed */
  | { type: "flood"; count?: number; within_ms?: number; kind?: EmergencyKind; level?: Level; location?: string;
      client?: string; duration_ms?: number }
  | { type: "drop_message" | "duplicate_message"; message: number }
  | { type: "delay_message"; message: number; by_ms: number }
  | { type: "declare_emergency"; kind: EmergencyKind; level?: Level; location?: string }
  | { type: "clear_emergency" }
  | ({ type: "set_policy" } & Partial<Policy>);

/** Times in milliseconds, rates in thousandths: lost, come twice, held back (for `delay_ms_max` at most). */
export interface Network {
  latency_ms_min: number; latency_ms_max: number;
  loss_permille?: number; duplication_permille?: number; delay_permille?: number; delay_ms_max?: number;
}

export interface Scenario {
  version: 1; title: string; question?: string; seed?: number;
  /** for whoever shows it to others, and what there is to see: each after a time or after an event */
  notes?: string; moments?: { title: string; look_at?: string; at_ms?: number; event?: number }[];
  network?: Partial<Network>;
  policy?: Partial<Policy>;
  nodes: (
    | { kind: "broker" | "client" | "host"; name?: string }
    | ({ kind: "executor" } & ExecutorSpec)
    | { kind: "datastore"; name?: string; capacity?: number }
  )[];
  actions?: { at_ms: number; command: Command }[];
  /** commands that were given by hand, each after so many steps of the world */
  given?: { after_steps: number; command: Command }[];
  /** the log of a run elsewhere: hosts alone, and their events in an order in which causes come first, each with the
      numbers from 1 of those whose messages it received */
  recorded?: { node: string; text: string; heard?: number[] }[];
  opens_at_ms?: number; opens_at_event?: number;
}

/** How a log is to be read: regular expressions as ShiViz takes them, and which of several executions. */
export interface Reading { parser?: string; delimiter?: string; execution?: string | number }

/** One future of the run: a command that is given in the past begins another one. */
export interface Branch {
  name: string; current: boolean; events: number; cursor: number;
  /** where it left the branch that it came from; not of the first one */
  parent?: string; after?: number; at_ms?: number;
  /** the command that began it, in a few words */
  began_with?: string;
}

/** What the node answered; a clock rides in the body or, where the body has no room for one, in a header. */
export interface RestAnswer { status: number; body: unknown; headers?: Record<string, string> }

/** What `mount` takes: the run to open on, as a scenario or as a link; the opening one when none is given. */
/** A part of the playground. */
export type Part = "cluster" | "inspector" | "spacetime";
export interface MountOptions {
  /** a scenario, its JSON text, or the name of one that comes along */
  scenario?: Scenario | string;
  /** instead of a scenario: what `export` gave */
  link?: string; run?: string;
  /** the number of the event that it opens at */
  at?: number;
  /** the name of a lesson, which begins at once */
  lesson?: string;
  /** the language: "en", "de"; else as it was chosen here before, or as the browser has it */
  lang?: string;
  /** one part alone, with the controls */
  view?: Part;
  /** whether the browser keeps the run after each command, and offers it once its tab is gone */
  keep?: boolean;
}

export interface Dot { node: string; count: number }

/** One event. `what` says what happened, and which details stand beside it. */
export interface RunEvent {
  /** from 1, in the order of the run */
  id: number;
  at_ms: number;
  node: string;
  /** which one of the node's own events it is, from 1 */
  count: number;
  kind: "internal" | "send" | "receive";
  /** the message that was sent or received */
  message?: number;
  /** on a receive, the event that sent the message */
  send?: number;
  /** the same where it received several at once, as in a log */
  sends?: number[];
  /** on a receive, the entries that the merge raised */
  news?: Dot[];
  /** on a receive, the event that received the same message before */
  duplicate_of?: number;
  /** for how long the network held the message back */
  held_ms?: number;
  what: string;
  [detail: string]: unknown;
}

export interface StateNode {
  name: string; kind: NodeKind; up: boolean; incarnation: number; clock: Record<string, number>;
  /** of a broker */
  waiting?: number;
  /** of an executor: now, when idle, and as the broker believes */
  capabilities?: Required<Capabilities>; total?: Required<Capabilities>; equipment?: EmergencyKind[];
  /** what its jobs take, in per cent of the usual time, and how often its mains power turns */
  percent?: number; flaps_every_ms?: number | null;
  fetching?: string[]; running?: string[]; ending?: string[]; registered?: boolean; clocks?: boolean;
  believed?: { capabilities: Required<Capabilities>; heard_at_ms: number; known_from: Dot | null; jobs: string[] } | null;
  /** of a datastore, in bytes */
  capacity?: number; free?: number; names?: number; full?: boolean;
  /** of a host of a log: what was logged of it last */
  said?: string;
  /** of a client: results that it waits for, and that it has */
  expected?: number; results?: number;
}
export interface StateJob {
  name: string; stage: "waiting" | "assigned" | "running" | "ended";
  executor?: string | null; waits_for?: string[]; urgency?: number; arrived_at_ms?: number; tries?: number;
  /** how often it had to go for an emergency, and the work that was lost with that */
  preempted?: number; lost_ms?: number;
  emergency?: (Emergency & { source: { how: "declared" | "detected"; word?: string; place?: string }; raised_from: Level | null }) | null;
  end?: { how: "done" | "deleted" | "refused" | "orphaned"; by?: string };
}
export interface StateMessage {
  id: number; from: string; to: string; what: "called" | "answered" | "sent"; call?: string; job?: string; answers?: number;
  status?: number; sent_at_ms: number; arrives_at_ms: number; clock: Record<string, number> | null;
}
export interface State {
  at_ms: number; cursor: number; events: number; hash: string; nodes: StateNode[]; queue: string[]; jobs: StateJob[];
  messages: StateMessage[]; cuts: [string, string][];
  /** the ways that carry nothing where the other way does, from and to */
  cuts_one_way: [string, string][];
  /** how messages travel, and the links that have a way of their own */
  network: Network; links: { between: [string, string]; network: Network }[];
  policy: Policy; emergencies: Emergency[];
  /** always empty, or there is a bug */
  violations: string[];
}
"#;
