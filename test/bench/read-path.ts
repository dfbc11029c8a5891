/**
 * `node test/bench/read-path.ts [gigabytes] [folder]`: CPU seconds per GB of the range reader and of got (`attempt`), over
 * loopback, to nowhere and to a file, HTTP and HTTPS. Each contender is a process of its own, and so is the server, whose
 * CPU is not counted. Prints; judges nothing.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { open, rm } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { createAgents } from "../../electron/engine/http/agents.ts";
import { attempt, type Answer } from "../../electron/engine/http/attempt.ts";
import { createRangePool } from "../../electron/engine/http/range-reader/pool.ts";
import { sendRange } from "../../electron/engine/http/range-reader/send.ts";
import { releaseChunk } from "../../electron/engine/http/range-reader/slabs.ts";
import { selfSigned } from "../helpers/self-signed.ts";

const lanes = 8;
const leaseBytes = 8 * 1024 * 1024;
const mergeBytes = 256 * 1024;
const contenders = ["got", "reader"] as const;
type Contender = (typeof contenders)[number];

interface Job {
  readonly contender: Contender;
  readonly url: string;
  readonly bytes: number;
  /** None throws the bytes away. */
  readonly file?: string;
}

interface Result {
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly rssMB: number;
}

/** Answers every request with as many zeros as its range asks for. */
function serve(): void {
  const piece = Buffer.alloc(256 * 1024);
  const onSocket = (socket: Socket) => {
    let left = 0;
    const pump = () => {
      while (left > 0) {
        const size = Math.min(left, piece.length);
        left -= size;
        if (!socket.write(size === piece.length ? piece : piece.subarray(0, size))) return;
      }
    };
    socket.on("error", () => socket.destroy());
    socket.on("drain", pump);
    socket.on("data", (bytes) => {
      const [, start, end] = /range: bytes=(\d+)-(\d+)/i.exec(bytes.toString("latin1")) ?? [];
      left = Number(end) - Number(start) + 1;
      socket.write(
        `HTTP/1.1 206 Partial Content\r\nContent-Length: ${left}\r\nContent-Range: bytes ${start}-${end}/*\r\n\r\n`,
      );
      pump();
    });
  };
  const plain = createServer({ noDelay: true }, onSocket);
  const secure = tls.createServer({ ...selfSigned, noDelay: true }, onSocket);
  plain.listen(0, "127.0.0.1", () =>
    secure.listen(0, "127.0.0.1", () =>
      process.send?.({
        http: `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`,
        https: `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`,
      }),
    ),
  );
}

const rangeOf = (start: number, end: number) => ({ range: `bytes=${start}-${end - 1}` });

function sender(contender: Contender): (url: URL, start: number, end: number) => Promise<Answer> {
  const { signal } = new AbortController();
  const common = { signal, connectTimeoutMs: 10_000, responseTimeoutMs: 10_000 };
  if (contender === "got") {
    const agents = createAgents();
    return (url, start, end) => attempt({ url, headers: rangeOf(start, end), agents, ...common });
  }
  const pool = createRangePool();
  return async (url, start, end) => {
    const sent = await sendRange({ url, headers: rangeOf(start, end), pool, ...common });
    if (sent.kind === "odd") throw new Error(sent.why);
    return sent.answer;
  };
}

async function run(job: Job): Promise<Result> {
  tls.setDefaultCACertificates([selfSigned.cert]);
  const send = sender(job.contender);
  const url = new URL(job.url);
  const file = job.file === undefined ? undefined : await open(job.file, "w");
  const began = { cpu: process.cpuUsage(), at: performance.now() };
  let next = 0;
  let rss = 0;
  const lane = async () => {
    while (next < job.bytes) {
      const start = next;
      const end = Math.min(job.bytes, start + leaseBytes);
      next = end;
      const answer = await send(url, start, end);
      let position = start;
      let batch: Buffer[] = [];
      let size = 0;
      const flush = async () => {
        if (file && size > 0) await file.writev(batch, position);
        position += size;
        for (const chunk of batch) releaseChunk(chunk);
        batch = [];
        size = 0;
      };
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        batch.push(chunk);
        size += chunk.length;
        if (size >= mergeBytes) await flush();
      }
      await flush();
      if (position !== end) throw new Error("bytes are missing");
      rss = Math.max(rss, process.memoryUsage.rss());
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const cpu = process.cpuUsage(began.cpu);
  await file?.close();
  return {
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    seconds: (performance.now() - began.at) / 1000,
    rssMB: rss / 1e6,
  };
}

async function runApart(job: Job): Promise<Result> {
  const child = fork(import.meta.filename, ["run", JSON.stringify(job)]);
  const exited = once(child, "exit");
  const result = await Promise.race([
    once(child, "message") as Promise<[Result]>,
    exited.then(() => undefined),
  ]);
  await exited;
  if (!result) throw new Error(`${job.contender} failed`);
  return result[0];
}

async function main(gigabytes: number, folder: string): Promise<void> {
  const server = fork(import.meta.filename, ["serve"]);
  const [urls] = (await once(server, "message")) as [{ http: string; https: string }];
  const file = join(folder, `read-path-${process.pid}.bin`);
  process.stdout.write(
    `${gigabytes} GB, ${lanes} lanes, ranges of ${leaseBytes / 2 ** 20} MiB, loopback\n\n` +
      "| to | over | by | CPU s/GB | GB/s | RSS MB |\n|---|---|---|---|---|---|\n",
  );
  try {
    for (const to of ["nowhere", "file"] as const) {
      for (const over of ["http", "https"] as const) {
        for (const contender of contenders) {
          const job: Job = {
            contender,
            url: urls[over],
            bytes: gigabytes * 1e9,
            ...(to === "file" ? { file } : {}),
          };
          const { cpuSeconds, seconds, rssMB } = await runApart(job);
          await rm(file, { force: true });
          process.stdout.write(
            `| ${to} | ${over} | ${contender} | ${(cpuSeconds / gigabytes).toFixed(2)} | ${(gigabytes / seconds).toFixed(2)} | ${rssMB.toFixed(0)} |\n`,
          );
        }
      }
    }
  } finally {
    server.kill();
  }
}

const [what = "1", more] = process.argv.slice(2);
if (what === "serve") serve();
else if (what === "run") {
  const result = await run(JSON.parse(more ?? "") as Job);
  process.send?.(result, () => process.exit());
} else await main(Number(what), more ?? tmpdir());
