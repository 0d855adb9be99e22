/**
 * Recently computed values by text. When it is full it starts from empty: findings come file by file, so repeats are
 * near, and memory stays bounded whatever the size of a report.
 */
export class Recent<Value> {
  private readonly values = new Map<string, Value>();

  constructor(private readonly limit: number) {}

  get(text: string): Value | undefined {
    return this.values.get(text);
  }

  keep(text: string, value: Value): Value {
    if (this.values.size >= this.limit) this.values.clear();
    this.values.set(text, value);
    return value;
  }
}
