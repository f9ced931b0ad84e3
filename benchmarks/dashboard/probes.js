// Runs in each page before its own scripts, and notes what the page does.
(() => {
  const probe = { lcp: 0, shift: 0, blocking: 0, updates: [], news: 0, changed: false };
  window.probe = probe;
  const observe = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  observe("largest-contentful-paint", (entry) => (probe.lcp = entry.startTime));
  observe("layout-shift", (entry) => (probe.shift += entry.hadRecentInput ? 0 : entry.value));
  // As in "total blocking time": what is over 50 ms of each long task.
  observe("longtask", (entry) => (probe.blocking += Math.max(0, entry.duration - 50)));

  const drawing = CanvasRenderingContext2D.prototype;
  for (const name of ["fill", "fillRect", "strokeRect", "drawImage", "putImageData"]) {
    const original = drawing[name];
    drawing[name] = function (...given) {
      probe.changed = true;
      return original.apply(this, given);
    };
  }
  new MutationObserver(() => (probe.changed = true)).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });

  // An update takes from the event's arrival to the frame after the one that the page drew it in.
  const arrived = (event) => {
    const began = event.timeStamp;
    const changes = event.type === "changes";
    probe.changed = false;
    probe.news += 1;
    const look = () => {
      if (!probe.changed) return requestAnimationFrame(look);
      requestAnimationFrame((now) => changes && probe.updates.push(now - began));
    };
    requestAnimationFrame(look);
  };
  const Native = window.EventSource;
  window.EventSource = class extends Native {
    constructor(...given) {
      super(...given);
      for (const name of ["snapshot", "changes"]) this.addEventListener(name, arrived);
    }
  };

  /** Counts frames until `stop`. */
  probe.frames = () => {
    const began = performance.now();
    let [count, going] = [0, true];
    const tick = () => {
      count += 1;
      if (going) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    probe.stop = () => {
      going = false;
      return (1000 * count) / (performance.now() - began);
    };
  };
})();
