// A camera with one slow operation: POST /capture takes 3 seconds and reports its progress in 102 responses.
// Start it with: node capture.mjs
import http from "node:http";

const STEPS = 6;

const server = http.createServer((request, response) => {
  if (request.method !== "POST" || request.url !== "/capture") {
    response.writeHead(request.url === "/" ? 200 : 404).end();
    return;
  }
  request.resume();
  let step = 0;
  const report = () => response.socket?.write(`HTTP/1.1 102 Processing\r\nProgress: ${step}/${STEPS} "exposing"\r\n\r\n`);
  report();
  const timer = setInterval(() => {
    step += 1;
    if (step < STEPS) return report();
    clearInterval(timer);
    response.writeHead(201, { "Content-Type": "text/plain" }).end("a photograph\n");
  }, 500);
});
server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
