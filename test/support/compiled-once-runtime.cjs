// Jest's runtime, which keeps what does not differ from one test file of a worker to the next: where an import leads, the text
// that a module was transformed to, and its compiled script. Jest's own finds and compiles each module again for each file,
// which took half of the time of a unit test. Each file still evaluates its modules afresh, in its own context.
const { Script } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** Compiled modules by file. */
const scripts = new Map();
/** Transformed modules by file, and whether they are Jest's own. */
const transformed = new Map();
/** For each resolver, files by importing file and import. */
const resolutions = new WeakMap();

module.exports = class CompiledOnceRuntime extends Runtime {
  constructor(...values) {
    super(...values);
    const { watch, watchAll, collectCoverage } = values.at(-1);
    // While Jest watches, sources change between files; coverage needs other texts.
    if (watch || watchAll || collectCoverage) return;
    this.compileOnce();
    this.transformOnce();
    this.resolveOnce();
  }

  /** A script runs in any number of contexts, where `compileFunction` of Jest's own compiles for one. */
  compileOnce() {
    const { executor, _environment: environment } = this;
    const compileAnew = executor.compile.bind(executor);
    const head = `(function(${executor.injectedModuleParameters.join(',')}){`;
    const scriptOf = (source, filename) => {
      const known = scripts.get(filename);
      if (known?.source === source) return known.script;
      const script = new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
      scripts.set(filename, { source, script });
      return script;
    };
    executor.compile = (source, filename) => {
      const context = environment.getVmContext();
      if (context === null) return null;
      let script;
      try {
        script = scriptOf(source, filename);
      } catch {
        // Jest explains what is wrong with it.
        return compileAnew(source, filename);
      }
      return script.runInContext(context);
    };
  }

  transformOnce() {
    const { transformCache, _config: config } = this;
    const transformAnew = transformCache.transform.bind(transformCache);
    transformCache.transform = (filename, options) => {
      // Tests write modules elsewhere.
      if (!filename.startsWith(config.rootDir)) return transformAnew(filename, options);
      const key = `${options?.isInternalModule ?? false} ${filename}`;
      const known = transformed.get(key);
      if (known === undefined) {
        const code = transformAnew(filename, options);
        const { transforms, sourceMaps } = transformCache;
        transformed.set(key, { code, entry: transforms.get(filename), map: sourceMaps.get(filename) });
        return code;
      }
      if (known.entry !== undefined) transformCache.transforms.set(filename, known.entry);
      if (known.map !== undefined) transformCache.sourceMaps.set(filename, known.map);
      return known.code;
    };
  }

  resolveOnce() {
    const { resolver } = this._resolution;
    const files = resolutions.get(resolver) ?? new Map();
    resolutions.set(resolver, files);
    const resolveAnew = this._resolution.resolveCjs.bind(this._resolution);
    this._resolution.resolveCjs = (from, to) => {
      if (!to) return from;
      const key = `${from}\0${to}`;
      const known = files.get(key);
      if (known !== undefined) return known;
      const file = resolveAnew(from, to);
      files.set(key, file);
      return file;
    };
  }
};
