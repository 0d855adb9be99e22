// `finally` waits for what its callback returns, which the standard library's type does not say.
interface Promise<T> {
  finally(onfinally: () => PromiseLike<unknown>): Promise<T>;
}
