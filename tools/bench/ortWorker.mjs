/**
 * Decodes with onnxruntime-web: the graph of `export_onnx.py`, greedy, its cache on the device where there is one.
 * Speaks the requests of `src/bench/decodeWorker.ts`.
 */
let ort;
let session;
let config;
const names = [];

async function open({ backend, threads, graph, layers, keyValueHeads, headDim, vocab }) {
  ort = await import(backend === 'webgpu' ? '/ort/ort.webgpu.min.mjs' : '/ort/ort.wasm.min.mjs');
  ort.env.wasm.wasmPaths = '/ort/';
  ort.env.wasm.numThreads = threads;
  config = { backend, layers, keyValueHeads, headDim, vocab };
  for (let i = 0; i < layers; i++) names.push(`K_${i}`, `V_${i}`);
  const bytes = new Uint8Array(await (await fetch(graph)).arrayBuffer());
  const locations = Object.fromEntries(names.map((name) => [`present_${name}`, 'gpu-buffer']));
  session = await ort.InferenceSession.create(bytes, {
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    ...(backend === 'webgpu' && { preferredOutputLocation: { ...locations, logits: 'cpu' } }),
  });
  return { adapter: `onnxruntime-web ${ort.env.versions.web}` };
}

/** Keys after the tokens that a query may not see: 0 or -1e9, [1, 1, 1, tokens, past + tokens]. */
function bias(tokens, past) {
  const values = new Float32Array(tokens * (past + tokens));
  for (let i = 0; i < tokens; i++)
    values.fill(-1e9, i * (past + tokens) + past + i + 1, (i + 1) * (past + tokens));
  return new ort.Tensor('float32', values, [1, 1, 1, tokens, past + tokens]);
}

async function step(ids, batch, past, cache) {
  const tokens = ids.length / batch;
  const long = (of) => new ort.Tensor('int64', BigInt64Array.from(ids, of), [batch, tokens]);
  const feeds = {
    ids: long((id) => BigInt(id)),
    positions: long((_, i) => BigInt(past + (i % tokens))),
    bias: bias(tokens, past),
  };
  for (const [i, name] of names.entries()) feeds[`past_${name}`] = cache[i];
  const results = await session.run(feeds);
  for (const tensor of cache) tensor.dispose();
  const logits = results.logits.data;
  const drawn = [];
  for (let row = 0; row < batch; row++) {
    let best = row * config.vocab;
    for (let i = best + 1; i < (row + 1) * config.vocab; i++) if (logits[i] > logits[best]) best = i;
    drawn.push(best - row * config.vocab);
  }
  return { drawn, cache: names.map((name) => results[`present_${name}`]) };
}

/** The prompt for every row at once, then one token at a time; the first is not timed. */
async function decode({ batch, steps, prompt }) {
  const empty = names.map(
    () => new ort.Tensor('float32', new Float32Array(0), [batch, config.keyValueHeads, 0, config.headDim]),
  );
  const rows = Array.from({ length: batch }, () => prompt).flat();
  let { drawn, cache } = await step(rows, batch, 0, empty);
  const tokens = drawn.map((id) => [id]);
  const began = performance.now();
  for (let i = 1; i < steps; i++) {
    ({ drawn, cache } = await step(drawn, batch, prompt.length + i - 1, cache));
    for (const [row, id] of drawn.entries()) tokens[row].push(id);
  }
  const milliseconds = performance.now() - began;
  for (const tensor of cache) tensor.dispose();
  return { milliseconds, tokens };
}

self.addEventListener('message', ({ data }) => {
  void (data.kind === 'open' ? open(data) : decode(data))
    .catch((error) => ({ error: String(error?.message ?? error) }))
    .then((reply) => self.postMessage(reply, {}));
});
