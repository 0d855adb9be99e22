import type { Locator, Page } from 'playwright-core';

/** An answer as Swagger UI shows it. */
export interface ShownAnswer {
  readonly status: number;
  readonly body: any;
}

/** Swagger UI, used by what a person sees of it. */
export class SwaggerUi {
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`${this.url}/api/docs`);
    await this.page.locator('.opblock-tag').first().waitFor();
  }

  /** Gives the document's bearer scheme its token, through the dialog. */
  async authorize(token: string): Promise<void> {
    await this.page.locator('.auth-wrapper > .authorize').click();
    const scheme = this.page.locator('.auth-container', { hasText: 'bearer' }).filter({ hasText: 'http, Bearer' });
    await scheme.locator('input').fill(token);
    await scheme.getByRole('button', { name: 'Apply credentials' }).click();
    await this.page.locator('.dialog-ux .close-modal').click();
  }

  /** Opens an operation, fills in what is given, executes it and reads the answer. */
  async execute(
    tag: string,
    operationId: string,
    input: { readonly parameters?: Readonly<Record<string, string>>; readonly body?: object } = {},
  ): Promise<ShownAnswer> {
    const operation = await this.show(tag, operationId);
    const tryIt = operation.locator('.try-out__btn:not(.cancel)');
    if ((await tryIt.count()) > 0) await tryIt.click();
    for (const [name, value] of Object.entries(input.parameters ?? {}))
      await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
    if (input.body) await operation.locator('textarea.body-param__text').fill(JSON.stringify(input.body, null, 2));
    await operation.locator('.execute').click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.waitFor();
    const status = Number.parseInt(await answer.locator('.response-col_status').innerText(), 10);
    const code = answer.locator('.response-col_description .highlight-code code').first();
    return { status, body: JSON.parse(await code.innerText()) as unknown };
  }

  /** The block of an operation, open and in view. */
  async show(tag: string, operationId: string): Promise<Locator> {
    const operation = this.page.locator(`[id="operations-${tag.replaceAll(' ', '_')}-${operationId}"]`);
    if (!(await operation.isVisible())) await this.page.locator(`h3[data-tag="${tag}"]`).click();
    if ((await operation.locator('.opblock-body').count()) === 0)
      await operation.locator('.opblock-summary-control').click();
    await operation.locator('.opblock-body').waitFor();
    await operation.scrollIntoViewIfNeeded();
    return operation;
  }
}
