/**
 * `node test/bench/bare-proxy.ts ORIGIN_PORT`: the least that a gateway of Node's can do, to hold ours against: one socket reads
 * into a reused buffer, an HTTP answer hands that on, nothing else. Prints its port.
 */
import http from "node:http";
import net from "node:net";

const originPort = Number(process.argv[2]);

const server = http.createServer((request, response) => {
  const buffers = [Buffer.allocUnsafeSlow(1024 * 1024), Buffer.allocUnsafeSlow(1024 * 1024)];
  let turn = 0;
  let begun = false;
  const origin = net.connect({
    port: originPort,
    host: "127.0.0.1",
    onread: {
      buffer: () => buffers[turn++ % 2] ?? Buffer.alloc(0),
      callback(count, buffer) {
        let body = Buffer.from(buffer.buffer, 0, count);
        if (!begun) {
          begun = true;
          const end = body.indexOf("\r\n\r\n") + 4;
          const [, length = "0"] = /content-length: (\d+)/i.exec(body.toString("latin1", 0, end)) ?? [];
          response.writeHead(200, { "content-length": length });
          body = body.subarray(end);
        }
        // The other buffer is free once this one was written.
        response.write(body, () => origin.resume());
        return false;
      },
    },
  });
  origin.on("end", () => response.end());
  origin.on("error", () => response.destroy());
  response.on("close", () => origin.destroy());
  origin.write(`GET ${request.url ?? "/"} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n`);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`${address !== null && typeof address === "object" ? address.port : 0}\n`);
});
