import { createServer } from 'node:http';

/** A service of the smallest kind, for the specs of supervision: it answers with its process id. */
const server = createServer((_request, response) => response.end(String(process.pid)));
server.listen(Number(process.env['PORT']), '127.0.0.1');
