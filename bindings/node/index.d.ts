// SPDX-License-Identifier: Apache-2.0

/** An item: plain JavaScript values, or DynamoDB's JSON ({"S": "..."}) in every attribute. */
export type Item = Record<string, unknown>;

/** Items by table, or the path of a JSON file that holds them. */
export type Seed = Record<string, Item[]> | string | URL;

/** CreateTable's input, with what templates have beside it. */
export interface TableInput {
  TableName: string;
  TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
  PointInTimeRecoverySpecification?: { PointInTimeRecoveryEnabled: boolean };
  [member: string]: unknown;
}

/** Paths of templates (CloudFormation, SAM, CDK, Serverless, Terraform, JSON), or tables. */
export type Schema =
  string | TableInput | Record<string, Omit<TableInput, 'TableName'>> | (string | TableInput)[];

type Value = string | number | boolean | null | undefined;

/** What both ways take. Any other option of the program is a setting in camel case. */
export interface Settings {
  schema?: Schema;
  /** With `schema` as a path: parameters of the templates. */
  schemaParameter?: Record<string, Value> | string[];
  seed?: Seed;
  /** Whose tables callers see: "shared" (default), "access-key", "region", "account", … */
  spaces?: string;
  /** "real", "manual", "manual:2026-01-01", or the Date at which a manual clock starts. */
  clock?: string | Date;
  /** Keep data in this folder; without, in memory. */
  dataDir?: string;
  /** 0 or nothing: a free one. */
  port?: number;
  /** "us-east-1" if not said. */
  region?: string;
  explain?: boolean;
  verbose?: boolean;
  streamShards?: number;
  transitionDelay?: string | number;
  eventual?: string | number;
  /** Options of the program as they are: ["--ttl-interval", "1s"]. */
  options?: (string | number)[];
  [option: string]: unknown;
}

export interface StartSettings extends Settings {
  /** The log: a file to append to, or true for this process's stderr. */
  log?: string | boolean;
  /** The program, instead of the package's own. */
  binary?: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** DynamoDB's refusal, or that of a control request. `name`: "ResourceNotFoundException". */
export class ServiceError extends Error {
  readonly status: number;
  [member: string]: unknown;
}

/** A set of tables with its own snapshots. */
export interface Space {
  readonly name: string;
  /** One operation of DynamoDB; input and answer in DynamoDB's JSON. */
  call(operation: string, input?: object): Promise<any>;
  /** Makes `to` a copy of this one, in the same time however much it holds. `to` has no tables. */
  fork(to: string): Promise<Space>;
  snapshot(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  deleteSnapshot(name: string): Promise<void>;
  reset(): Promise<void>;
  delete(): Promise<void>;
  seed(seed: Seed): Promise<void>;
  /** Every item of every table, in DynamoDB's JSON. */
  items(): Promise<Record<string, Item[]>>;
}

/** Moves only with `clock: 'manual'`. */
export interface Clock {
  now(): Promise<Date>;
  set(instant: Date | string): Promise<Date>;
  /** An ISO 8601 duration such as "PT25H", or milliseconds. */
  advance(duration: string | number): Promise<Date>;
}

/** A pumice in a process of its own. */
export interface Pumice {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly pid: number;
  readonly clock: Clock;
  /** For `new DynamoDBClient(...)`. */
  config(space?: string): { endpoint: string; region: string; credentials: Credentials };
  space(name?: string): Space;
  call(operation: string, input?: object, options?: { space?: string }): Promise<any>;
  /** Idempotent; also as Symbol.asyncDispose. */
  stop(): Promise<void>;
}

/** A requestHandler of the AWS SDK v3. */
export interface Handler {
  readonly metadata: { handlerProtocol: string };
  handle(
    request: any,
    options?: { abortSignal?: any; requestTimeout?: number },
  ): Promise<{ response: any }>;
  destroy(): void;
  updateHttpClientConfig(key: any, value: any): void;
  httpHandlerConfigs(): any;
}

export interface HandlerSettings {
  space?: string;
  /** For clients that sign nothing. */
  region?: string;
  /** Answer on JavaScript's thread, which is blocked meanwhile: less time for small requests. */
  inline?: boolean;
  requestTimeout?: number;
  throwOnRequestTimeout?: boolean;
}

/** A record of a table's stream, as GetRecords tells it. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  dynamodb: Record<string, any>;
  [member: string]: unknown;
}

/** A pumice in this process. */
export interface Emulator {
  /** Fulfilled once the tables and the seed are there; what is called before waits for it. */
  readonly ready: Promise<void>;
  readonly clock: Clock;
  handler(settings?: HandlerSettings): Handler;
  /** For `new DynamoDBClient(...)`: handler, region, credentials, and a signer that does nothing. */
  config(
    space?: string,
    options?: { inline?: boolean },
  ): {
    requestHandler: Handler;
    region: string;
    credentials: Credentials;
    signer: { sign(request: any): Promise<any> };
  };
  space(name?: string): Space;
  call(operation: string, input?: object, options?: { space?: string }): Promise<any>;
  /** Keeps the process running until it, or the emulator, is closed. */
  onRecord(
    table: string,
    callback: (record: StreamRecord) => void,
    options?: { space?: string },
  ): Promise<{ close(): void }>;
  /** Serves HTTP too. */
  listen(port?: number): Promise<{ port: number; endpoint: string }>;
  /** Idempotent. What is under way settles before. */
  close(): Promise<void>;
}

/** Starts a pumice in a process of its own, which ends with this one. */
export function start(settings?: StartSettings): Promise<Pumice>;
/** Opens a pumice in this process. */
export function createEmulator(settings?: Settings): Emulator;
/** The requestHandler of one client that has a pumice to itself. */
export function handler(settings?: Settings & HandlerSettings): Handler;
/** The program of this platform. Throws what to do if there is none. */
export function programPath(): string;
